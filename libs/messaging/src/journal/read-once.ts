import type { BrokerSettings } from '../amqp/connection/messaging.config';
import { readMark } from '../records/check-record';
import { isAboutMessage } from '../records/claim-record';
import { entryOf, offsetOf, readEntry } from '../records/entries';
import { countOnStream, findStart } from './streams/find-start';
import type { JournalPosition } from './journal';
import type { StreamOffset } from './streams/stream-cursor';
import { StreamReader } from './streams/stream-reader';
import type { JournalRecord } from '../messages/journal-record';
import { abortable } from '../async/abortable';
import { waitUntil } from '../async/wait-until';

const MARK_EVERY_MS = 1_000;

/** Few, since the reader may take long for each, and those that wait are held in memory. */
const PREFETCH = 64;

/** What is read. */
export interface OneReading {
  readonly queue: string;
  readonly from: JournalPosition;
  /** The entry behind the last record of interest. */
  readonly end: number;
  /** Writes a mark at the end of the stream; never rejects. */
  readonly mark: () => Promise<unknown>;
  readonly onRecord: (record: JournalRecord, offset: number) => void | Promise<void>;
  /** Called with the count of what was skipped: it cannot be read. */
  readonly onUnreadable?: (count: number) => void;
}

/**
 * Reads the records from one place to another and resolves there.
 *
 * @throws the signal's reason when it is aborted, and what `onRecord` throws.
 */
export async function readOnce(
  config: BrokerSettings,
  { end, from, mark, onRecord, onUnreadable, queue }: OneReading,
  signal: AbortSignal,
): Promise<void> {
  signal.throwIfAborted();
  const start = await startOf(config, queue, from, end, signal);
  const first = typeof from === 'object' && 'offset' in from ? from.offset : 0;
  // A time that has not come would wait for its first record.
  if (start instanceof Date ? start.getTime() > Date.now() : start !== 'first' && start >= end) {
    return;
  }
  let hasBegun = false;
  let reader: StreamReader | undefined;
  const reading = new Promise<void>((resolve, reject) => {
    reader = new StreamReader(config, {
      ...{ queue, from: start, last: end, prefetch: PREFETCH },
      onEntry: async (body, entry, headers) => {
        hasBegun = true;
        if (entry >= end) return resolve();
        for (const [place, record] of readEntry(body, headers).entries()) {
          const offset = offsetOf(entry, place);
          if (offset < first || signal.aborted) continue;
          if (record && isAboutMessage(record)) await onRecord(record, offset);
          else if (!record && readMark(body) === undefined) onUnreadable?.(1);
        }
      },
      onGap: (gap) => onUnreadable?.(gap.to - gap.from + 1),
      onFailed: reject,
    });
    reader.start();
  });
  const over = new AbortController();
  if (start instanceof Date) void markUntil(() => hasBegun, mark, over.signal);
  try {
    await abortable(reading, signal);
  } finally {
    over.abort();
    await reader?.close();
  }
}

/**
 * By the broker's clock there may be no entry since the time that was asked for: it sends nothing then
 * before the next one is written.
 */
async function markUntil(
  hasBegun: () => boolean,
  mark: () => Promise<unknown>,
  over: AbortSignal,
): Promise<void> {
  while (!over.aborted) {
    await waitUntil(hasBegun, MARK_EVERY_MS, over).catch(() => undefined);
    if (hasBegun() || over.aborted) return;
    await mark();
  }
}

async function startOf(
  config: BrokerSettings,
  queue: string,
  from: JournalPosition,
  end: number,
  signal: AbortSignal,
): Promise<Exclude<StreamOffset, 'next'>> {
  if (from === 'first') return 'first';
  if ('time' in from) return from.time;
  return 'last' in from
    ? findStart(end, from.last, countOnStream(config, queue, signal))
    : entryOf(from.offset);
}
