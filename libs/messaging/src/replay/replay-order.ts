import type { WarrenError } from '@warren/model';
import type { JournalPosition } from '../journal/journal';

/** Which past events are to be published again, where to, and how. */
export interface ReplayOrder {
  /** Where reading begins. A time means what was processed then or later. */
  readonly from: JournalPosition;
  /** The one queue that gets them, by its name. */
  readonly to: string;
  /** Only events that one of these queues processed; default: of any queue. */
  readonly queues?: readonly string[];
  /** Only events of one of these tipos; default: of any. */
  readonly tipos?: readonly string[];
  /** The most per second. Default 1,000. */
  readonly rate?: number;
  /** Also what the queue has processed before, under message ids of this run. Default false. */
  readonly force?: boolean;
  /** Names the run; with the same name a forced replay that is resumed makes the same ids. */
  readonly run: string;
  /** Publishes nothing, and counts what would be. */
  readonly dryRun?: boolean;
  /** Who, and why: for the log. */
  readonly by: string;
  readonly reason: string;
}

/** What has been done so far. */
export interface ReplayCounts {
  /** Where to continue: everything before this offset is done. `null` while nothing was read. */
  readonly offset: number | null;
  /** Published, and confirmed; in a dry run: would be. */
  readonly replayed: number;
  /** The queue had processed them before. */
  readonly skipped: number;
  /** Not valid for the queue, not to be carried by AMQP or the broker, or kept as an excerpt only. */
  readonly failed: number;
  /** Records that cannot be read, and entries that the broker cannot hand over. */
  readonly unreadable: number;
}

/** Why a replay ended before its end: somebody stopped it, or the broker took nothing for a minute. */
export type ReplayStop = 'aborted' | 'not_accepted';

/** How a replay ended. */
export interface ReplaySummary extends ReplayCounts {
  readonly run: string;
  readonly dryRun?: true;
  readonly stopped?: ReplayStop;
  /** Why the broker took nothing, or that another worker has taken the claim on the queue. */
  readonly problem?: WarrenError;
}

/** One event that could not be replayed; the others continue. */
export interface ReplayFailure {
  /** The offset of its record. */
  readonly offset: number;
  readonly messageId: string;
  readonly error: WarrenError;
}

/** The progress of a replay: every second how far it is, each failure, and at the end the summary. */
export type ReplayStep =
  | { readonly progress: ReplayCounts }
  | { readonly failure: ReplayFailure }
  | { readonly summary: ReplaySummary };
