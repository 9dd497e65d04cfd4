import type { ConsumeMessage } from 'amqplib';
import type { EntryRange, StreamOffset } from './stream-cursor';

/** The headers of an entry, as its publisher and the broker wrote them. */
export type EntryHeaders = Readonly<Record<string, unknown>>;

/** What a reader reads, and what it calls. */
export interface Reading {
  /** The stream. */
  readonly queue: string;
  readonly from: StreamOffset;
  /** An entry that is there, not before those that are wanted; not needed to read from `next`. */
  readonly last?: number;
  /** Entries the broker sends ahead of those that are read. Default 1,000. */
  readonly prefetch?: number;
  /**
   * Given each entry once, in order; the next waits for it. One whose properties cannot be read, or that
   * the broker cannot hand over, comes with an empty body and no headers.
   */
  readonly onEntry: (body: Buffer, offset: number, headers: EntryHeaders) => void | Promise<void>;
  /** Before it begins again: the stream may be what was lost. What it throws is passed over. */
  readonly restore?: () => Promise<void>;
  /**
   * Finds the end, at or behind which is what is written from then on. Behind an end that was found
   * nothing is passed over. Without it, nothing is known to be there behind `last`.
   */
  readonly findTailOffset?: () => Promise<number>;
  /**
   * Called with entries that were passed over in search of one that the broker can hand over. Others
   * may be among them.
   */
  readonly onGap?: (gap: EntryRange) => void;
  /** Called when it has begun again, behind the entry it read last. */
  readonly onAgain?: () => void;
  /** Called with what `onEntry` threw; nothing is read after that. Must not throw. */
  readonly onFailed: (error: unknown) => void;
}

/** Where an entry stands, by a header of the broker; undefined where its headers cannot be read. */
export function offsetOf({ properties }: ConsumeMessage): number | undefined {
  const offset: unknown = properties.headers?.['x-stream-offset'];
  return Number.isSafeInteger(offset) ? (offset as number) : undefined;
}
