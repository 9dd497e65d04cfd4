import { setImmediate as turn, setTimeout as wait } from 'node:timers/promises';
import { matchesLive, type LiveFilter } from './live-filter';
import type { LiveRecord } from './live-record';
import type { LiveRecordsProjection } from './live-records.projection';

/** At most one frame in this time, in milliseconds. */
const FRAME_MS = 250;
/** A frame without records says at least this often that all is well, in milliseconds. */
const QUIET_MS = 10_000;
/** Records that are looked at for one frame: about a millisecond. */
const MAX_LOOKED_AT = 2_000;
/** How long an offset that is not there yet is waited for: another desk may be a little ahead. */
const AHEAD_MS = 5_000;
/** Records of one frame. */
const MAX_SHOWN = 200;

/** What has come since the frame before. */
export interface LiveFrame {
  readonly type: 'records';
  /** Where the next frame continues. */
  readonly offset: number;
  /** Those that match, oldest first. */
  readonly records: readonly LiveRecord[];
  /** How many more matched; 0 in what a client missed. */
  readonly skipped: number;
  /** All records by kind, whether they match or not. */
  readonly counts: Readonly<Record<string, number>>;
}

/** What is older than this offset can no longer be given: the client has to load its view again. */
export interface LiveReset {
  readonly type: 'reset';
  readonly offset: number;
}

/** Where a client begins, and what it wants. */
export interface LiveOrder {
  readonly filter: LiveFilter;
  /** The offset of its last frame; absent: from now on. */
  readonly after?: number;
}

/**
 * The frames of one client, until the signal is aborted: four a second at most, each made when the
 * client has read the one before. A client that comes back is given every matching record it missed,
 * in frames without a pause. Each record is in one frame, in the order of the journal, or counted in
 * its `skipped`, or lost to a `reset`.
 *
 * @param frameMs other than 250, and
 * @param aheadMs other than 5,000, for tests.
 */
export async function* followLive(
  live: LiveRecordsProjection,
  { after, filter }: LiveOrder,
  signal: AbortSignal,
  frameMs = FRAME_MS,
  aheadMs = AHEAD_MS,
): AsyncGenerator<LiveFrame | LiveReset> {
  let offset = after ?? live.newest;
  // What the client missed is shown whole, what comes from now on up to 200 records a frame.
  const missedUntil = live.newest;
  const deadline = performance.now() + aheadMs;
  while (offset > live.newest && performance.now() < deadline && !signal.aborted) {
    await live.untilNews(deadline - performance.now(), signal);
  }
  // An offset that does not come is of another journal.
  if (offset > live.newest && !signal.aborted) yield reset();
  while (!signal.aborted) {
    yield live.isKeptAfter(offset) ? nextFrame() : reset();
    if (offset < missedUntil) {
      await turn();
      continue;
    }
    if (live.newest === offset) await live.untilNews(QUIET_MS, signal);
    await wait(frameMs, undefined, { signal }).catch(() => undefined);
  }

  function reset(): LiveReset {
    offset = live.newest;
    return { type: 'reset', offset };
  }

  function nextFrame(): LiveFrame {
    const records: LiveRecord[] = [];
    const counts: Record<string, number> = {};
    let [lookedAt, skipped] = [0, 0];
    for (const record of live.after(offset)) {
      if (lookedAt === MAX_LOOKED_AT) break;
      lookedAt += 1;
      offset = record.offset;
      counts[record.kind] = (counts[record.kind] ?? 0) + 1;
      if (!matchesLive(record, filter)) continue;
      if (records.length < MAX_SHOWN) records.push(record);
      else skipped += 1;
      if (records.length === MAX_SHOWN && offset < missedUntil) break;
    }
    return { type: 'records', offset, records, skipped, counts };
  }
}
