import type { BrokerQueue, DeadLetterGroup, QueuesSeen } from '@warren/messaging';
import type { CheckResult } from '@warren/platform';
import type { DeclaredQueue } from '../queues/list-queues';
import type { RecentFailures } from '../publishes/publish-series';
import type { QueueSince } from '../queues/queue-history';

/** What is known of a queue, for judging it. */
export interface QueueNow {
  readonly declared: DeclaredQueue;
  /** Undefined: it is not there, or nothing was said of it. */
  readonly seen?: BrokerQueue;
  readonly since: QueueSince;
  readonly netPerSecond?: number;
  /** When an attempt ended or reported progress last, in milliseconds since 1970. */
  readonly lastAliveMs?: number;
  /** How long one attempt may take. */
  readonly timeLimitMs?: number;
  /** Within the last five minutes. */
  readonly attempts: number;
  readonly failures: number;
}

/** A group of open dead letters, and how many of them are of the last ten minutes. */
export interface GroupNow {
  readonly group: Pick<DeadLetterGroup, 'group' | 'queue' | 'code' | 'message' | 'count'> & {
    readonly first: Date;
  };
  readonly recent: number;
}

/** Everything that is looked at to say what needs a person. */
export interface NowFacts {
  readonly nowMs: number;
  readonly source: QueuesSeen['source'];
  /** Why it is no better one. */
  readonly reason?: string;
  /**
   * Whether this process started just now: the management API counts consumers every five seconds, and does
   * not have those yet that started with it.
   */
  readonly isJustStarted: boolean;
  /** Whether the journal was read from the first record that is kept. */
  readonly isJournalRead: boolean;
  /** What this process says of its parts. */
  readonly checks: Readonly<Record<string, CheckResult>>;
  readonly isSkewed: boolean;
  readonly queues: readonly QueueNow[];
  readonly groups: readonly GroupNow[];
  readonly publishes: readonly RecentFailures[];
}
