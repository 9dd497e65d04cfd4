import { isUtf8 } from 'node:buffer';
import { setTimeout as wait } from 'node:timers/promises';
import { GrowingBytes } from '@warren/http';

/** How long a line, and all lines together, may be, in bytes. */
export interface LineLimits {
  readonly lineBytes: number;
  readonly totalBytes: number;
  /** How long a line that has begun may be waited for, in milliseconds. */
  readonly lineMs: number;
  /** Awaited before each line is read, if there is something to await. */
  readonly untilTurn?: () => Promise<void> | undefined;
}

/** A line of the stream, or why it cannot be given. */
export type Line =
  | { readonly text: string }
  | { readonly fault: 'line_too_long' | 'line_not_utf8' | 'line_too_slow' | 'total_too_long' };

const NEWLINE = 0x0a;

/**
 * Splits a byte stream into its lines; empty ones are left out. Holds no more than one line and
 * one block of the stream. A line that is too long, or no UTF-8, is given as a fault and the next one is
 * read as usual; after `totalBytes`, or a line that does not come to its end in time, one fault ends it,
 * with everything before it given.
 */
export async function* readLines(
  stream: AsyncIterable<Buffer>,
  { lineBytes, lineMs, totalBytes, untilTurn = () => undefined }: LineLimits,
): AsyncGenerator<Line> {
  const begun = new BegunLine(lineBytes);
  let total = 0;
  const blocks = stream[Symbol.asyncIterator]();
  try {
    for (;;) {
      const asked = performance.now();
      const block = blocks.next();
      const next = await (begun.length === 0 ? block : within(lineMs - begun.waitedMs, block));
      if (begun.length > 0) begun.waitedMs += performance.now() - asked;
      if (next === undefined) {
        yield { fault: 'line_too_slow' };
        return;
      }
      if (next.done) break;
      const bytes = next.value;
      total += bytes.length;
      if (total > totalBytes) {
        yield { fault: 'total_too_long' };
        return;
      }
      let start = 0;
      for (let end = bytes.indexOf(NEWLINE); end >= 0; end = bytes.indexOf(NEWLINE, start)) {
        const turn = untilTurn();
        if (turn) await turn;
        const line = begun.end(bytes.subarray(start, end));
        if (line) yield line;
        start = end + 1;
      }
      begun.append(bytes.subarray(start));
    }
    const line = begun.length > 0 ? begun.end(Buffer.alloc(0)) : undefined;
    if (line) yield line;
  } finally {
    // It ends when what it waits for comes, perhaps never.
    void blocks.return?.()?.then(undefined, () => undefined);
  }
}

/** The line whose end has not come yet. What is over its limit is counted, not kept. */
class BegunLine {
  length = 0;
  /** How long the rest of it was waited for, in milliseconds. */
  waitedMs = 0;
  private readonly bytes = new GrowingBytes();

  constructor(private readonly limit: number) {}

  append(piece: Buffer): void {
    this.length += piece.length;
    if (this.length > this.limit) this.bytes.clear();
    else if (piece.length > 0) this.bytes.append(piece);
  }

  /** Ends it with its last bytes, and begins the next; `undefined` for a blank one. */
  end(last: Buffer): Line | undefined {
    this.append(last);
    const isTooLong = this.length > this.limit;
    const bytes = this.bytes.take();
    this.length = 0;
    this.waitedMs = 0;
    if (isTooLong) return { fault: 'line_too_long' };
    if (!isUtf8(bytes)) return { fault: 'line_not_utf8' };
    const text = bytes.toString('utf8').trim();
    return text === '' ? undefined : { text };
  }
}

/** `undefined` when it is not there in time; what it comes to later is ignored. */
async function within<T>(ms: number, promise: Promise<T>): Promise<T | undefined> {
  const settled = new AbortController();
  const { signal } = settled;
  try {
    return await Promise.race([
      promise,
      wait(Math.max(0, ms), undefined, { signal }).catch(() => undefined),
    ]);
  } finally {
    settled.abort();
    promise.catch(() => undefined);
  }
}
