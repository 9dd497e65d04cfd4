import { createHash } from 'node:crypto';

const HEAD_BYTES = 1_024;

/** What a record keeps of an event or a body that is too large for it. */
export interface Excerpt {
  /** How many bytes there are in all. */
  readonly bytes: number;
  /** Their SHA-256, in hexadecimal. */
  readonly sha256: string;
  /** The first KiB: as text when it is UTF-8, else in base64. */
  readonly head: string;
  readonly encoding: 'utf8' | 'base64';
}

/** The excerpt of these bytes. Pure. */
export function makeExcerpt(content: Buffer): Excerpt {
  const sha256 = createHash('sha256').update(content).digest('hex');
  return { bytes: content.length, sha256, ...readHead(content.subarray(0, HEAD_BYTES)) };
}

function readHead(head: Buffer): Pick<Excerpt, 'head' | 'encoding'> {
  try {
    const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
    // As a part of a text: a character that was cut in two at its end is left out.
    return { head: decoder.decode(head, { stream: true }), encoding: 'utf8' };
  } catch {
    return { head: head.toString('base64'), encoding: 'base64' };
  }
}
