import { isUtf8 } from 'node:buffer';

/** How long a line, and all lines together, may be, in bytes. */
export interface LineLimits {
  readonly lineBytes: number;
  readonly totalBytes: number;
}

/** A line of the stream, or why it cannot be given. */
export type Line =
  | { readonly text: string }
  | { readonly fault: 'line_too_long' | 'line_not_utf8' | 'total_too_long' };

const NEWLINE = 0x0a;

/**
 * Splits a byte stream into its lines; empty ones are left out. Holds no more than one line and
 * one piece of the stream. A line that is too long, or no UTF-8, is given as a fault and the next one is
 * read as usual; after `totalBytes` one fault ends it, with everything before it given.
 */
export async function* readLines(
  stream: AsyncIterable<Buffer>,
  { lineBytes, totalBytes }: LineLimits,
): AsyncGenerator<Line> {
  let parts: Buffer[] = [];
  let length = 0;
  let total = 0;

  const take = (last: Buffer): Line | undefined => {
    const size = length + last.length;
    const bytes = size > lineBytes || parts.length === 0 ? last : Buffer.concat([...parts, last]);
    parts = [];
    length = 0;
    if (size > lineBytes) return { fault: 'line_too_long' };
    if (!isUtf8(bytes)) return { fault: 'line_not_utf8' };
    const text = bytes.toString('utf8').trim();
    return text === '' ? undefined : { text };
  };

  for await (const chunk of stream) {
    total += chunk.length;
    if (total > totalBytes) {
      yield { fault: 'total_too_long' };
      return;
    }
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, start)) {
      const line = take(chunk.subarray(start, end));
      if (line) yield line;
      start = end + 1;
    }
    const rest = chunk.subarray(start);
    length += rest.length;
    // What is over the limit is counted, not kept.
    if (length <= lineBytes) parts.push(rest);
    else parts = [];
  }
  const line = length > 0 ? take(Buffer.alloc(0)) : undefined;
  if (line) yield line;
}
