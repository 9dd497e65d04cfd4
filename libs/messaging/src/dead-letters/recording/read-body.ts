import type { ConsumeMessage } from 'amqplib';
import { isCompressed } from '../../decoding/decode-content';
import type { Content } from '../../decoding/large-contents';
import { PermanentError } from '../../messages/handler-errors';
import { makeExcerpt } from '../../messages/excerpt';
import type { DeadLetteredRecord } from '../../messages/journal-record';
import { recordLimit } from '../../records/write-record';

type Body = Pick<DeadLetteredRecord, 'body' | 'encoding' | 'excerpt' | 'decoded'>;

/**
 * The largest body in a record, in bytes as JSON: of what a record may have, one half is for what
 * stands around it. Pure.
 */
export function bodyLimit(maxMessageBytes: number): number {
  return recordLimit(maxMessageBytes) / 2;
}

/**
 * What a record keeps of these bytes: all of them, or an excerpt. A body that is larger than the limit
 * as it is, is not written out for nothing. Pure.
 *
 * @param decoded the text of compressed bytes, kept beside them where both fit.
 */
export function readBody(content: Buffer, limit: number, decoded?: string): Body {
  const whole = content.length > limit ? undefined : readText(content);
  if (whole === undefined || !fit(limit, whole.body)) {
    return { body: '', encoding: 'utf8', excerpt: makeExcerpt(content) };
  }
  return decoded !== undefined && fit(limit, whole.body, decoded) ? { ...whole, decoded } : whole;
}

/** The record with as much of its body as it may have. Pure. */
export function fitBody(
  record: DeadLetteredRecord,
  content: Buffer,
  maxMessageBytes: number,
  decoded?: string,
): DeadLetteredRecord {
  return { ...record, ...readBody(content, bodyLimit(maxMessageBytes), decoded) };
}

/**
 * The text of a message whose bytes are compressed, once it is its turn; undefined where they are not, or
 * are no text.
 *
 * @throws NotStartedError when the delivery was abandoned meanwhile.
 */
export async function readDecoded(
  message: ConsumeMessage,
  content: Content,
): Promise<string | undefined> {
  try {
    const decoded = await content.read();
    if (!isCompressed(message)) return undefined;
    const { body, encoding } = readText(decoded);
    return encoding === 'utf8' ? body : undefined;
  } catch (error) {
    if (!(error instanceof PermanentError)) throw error;
    // The failure says what is wrong with it.
    return undefined;
  }
}

/** Whether JSON writes these texts within the limit, in bytes. It takes six for a character at most. */
function fit(limit: number, ...texts: readonly string[]): boolean {
  const chars = texts.reduce((sum, { length }) => sum + length, 0);
  if (6 * chars <= limit) return true;
  return texts.reduce((sum, text) => sum + Buffer.byteLength(JSON.stringify(text)), 0) <= limit;
}

function readText(content: Buffer): Pick<DeadLetteredRecord, 'body' | 'encoding'> {
  try {
    // A byte order mark is kept: it is one of its bytes.
    const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
    return { body: decoder.decode(content), encoding: 'utf8' };
  } catch {
    return { body: content.toString('base64'), encoding: 'base64' };
  }
}
