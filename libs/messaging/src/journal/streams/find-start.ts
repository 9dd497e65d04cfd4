import type { BrokerSettings } from '../../amqp/connection/messaging.config';
import { countRecords } from '../../records/entries';
import { StreamReader } from './stream-reader';
import { abortable } from '../../async/abortable';

/** How many entries are looked at first; each look back takes twice as many as the one before. */
const FIRST_LOOK = 1_000;
/** With fewer records in an entry, on average, counting takes longer than reading some more. */
const WORTH_COUNTING = 1.5;

/** How many records each of the entries of a part of the stream has. */
export interface EntryCounts {
  /** The first of that part that is still kept; its end when none is. */
  readonly first: number;
  /** From that one on. */
  readonly counts: readonly number[];
}

/** Counts the records of the entries from `from` to before `to`. */
type Count = (from: number, to: number) => Promise<EntryCounts>;

/**
 * The entry from which at least the last `records` records are kept; the first there is when there
 * are fewer. The broker counts entries, which have one record or several, so those before the end
 * are counted back; where that would take longer than to read what may be too much, it is not done to
 * the end.
 *
 * @param end an entry of the stream behind the last record.
 * @throws what `count` throws.
 */
export async function findStart(end: number, records: number, count: Count): Promise<number> {
  let start = end;
  let missing = records;
  for (let look = FIRST_LOOK; missing > 0 && start > 0; look *= 2) {
    const from = Math.max(0, start - Math.min(look, missing));
    const { counts, first } = await count(from, start);
    for (start = first + counts.length; missing > 0 && start > first; start -= 1) {
      missing -= counts[start - first - 1] ?? 0;
    }
    // Nothing before it is kept.
    if (first > from) break;
    // Worth no second look: no entry has less than one record, or all there are will be wanted.
    const each = (records - missing) / (end - start);
    if (each < WORTH_COUNTING) return Math.max(0, start - missing);
    if (each * start <= missing) return 0;
  }
  return start;
}

/** Counts on the broker. @throws the signal's reason when it is aborted. */
export function countOnStream(config: BrokerSettings, queue: string, signal: AbortSignal): Count {
  return async (from, to) => {
    const counts: number[] = [];
    let first = to;
    let reader: StreamReader | undefined;
    const counting = new Promise<void>((resolve, reject) => {
      reader = new StreamReader(config, {
        ...{ queue, from, last: to },
        onEntry: (body, entry, headers) => {
          first = Math.min(first, entry);
          if (entry < to) counts[entry - first] = countRecords(headers, body.length);
          if (entry >= to - 1) resolve();
        },
        onFailed: reject,
      });
      reader.start();
    });
    try {
      await abortable(counting, signal);
      return { first, counts };
    } finally {
      await reader?.close();
    }
  };
}
