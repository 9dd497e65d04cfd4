import type { MessagingConfig } from '../messaging.config';
import { countRecords } from './entries';
import { StreamReader } from './stream-reader';
import { untilAborted } from './until-aborted';

/** How many entries are looked at first; each look back takes twice as many as the one before. */
const FIRST_LOOK = 1_000;

type Connecting = Pick<MessagingConfig, 'heartbeatSeconds' | 'urls'>;

/**
 * The entry from which the last so many records are kept, and no more than the rest of its own
 * entry beyond them: 0 when there are not so many. The broker counts entries, which have one record
 * or several, so those before the end are counted back.
 *
 * @param end an entry of the stream behind the last record.
 * @throws the signal's reason when it is aborted.
 */
export async function findStart(
  config: Connecting,
  queue: string,
  end: number,
  records: number,
  signal: AbortSignal,
): Promise<number> {
  let start = end;
  let missing = records;
  for (let look = FIRST_LOOK; missing > 0 && start > 0; look *= 2) {
    const from = Math.max(0, start - Math.min(look, missing));
    const counts = await countBetween(config, queue, from, start, signal);
    for (start = from + counts.length; missing > 0 && start > from; start -= 1) {
      missing -= counts[start - from - 1] ?? 0;
    }
  }
  return start;
}

/** How many records each of the entries from `from` to before `to` has; 0 for one that is gone. */
async function countBetween(
  config: Connecting,
  queue: string,
  from: number,
  to: number,
  signal: AbortSignal,
): Promise<number[]> {
  const counts = Array.from({ length: to - from }, () => 0);
  let reader: StreamReader | undefined;
  const counting = new Promise<void>((resolve, reject) => {
    reader = new StreamReader(config, {
      ...{ queue, from },
      onEntry: (_, entry, headers) => {
        if (entry < to) counts[entry - from] = countRecords(headers);
        if (entry >= to - 1) resolve();
      },
      onFailed: reject,
    });
    reader.start();
  });
  try {
    await untilAborted(counting, signal);
    return counts;
  } finally {
    await reader?.close();
  }
}
