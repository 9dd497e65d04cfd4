/** The outcomes of a publish. */
export const PUBLISH_OUTCOMES = ['confirmed', 'unroutable', 'refused', 'unknown'] as const;

export type PublishOutcome = (typeof PUBLISH_OUTCOMES)[number];

/** How many publishes of an exchange had which outcome; an outcome that is absent: none. */
export interface PublishCounts extends Partial<Readonly<Record<PublishOutcome, number>>> {
  readonly exchange: string;
  /**
   * The key of the binding that the routing keys fit first, empty on an exchange that routes without;
   * `(no binding)`: there is none, `(other)`: those beyond the bound of a report.
   */
  readonly pattern: string;
}

/** Where one publish went, and when its outcome was known, in milliseconds since 1970. */
interface OnePublish {
  readonly atMs: number;
  readonly exchange: string;
  readonly routingKey: string;
}

/** A publish that was not confirmed. */
export interface FailedPublish extends OnePublish {
  readonly outcome: Exclude<PublishOutcome, 'confirmed'>;
  /** Absent where it was refused before it had one. */
  readonly messageId?: string;
  readonly code: string;
  readonly reason: string;
  /** Of its body, where that was read. */
  readonly bytes?: number;
  /** Who sent it, as an address. */
  readonly client?: string;
}

/** A publish that was confirmed. */
export interface ConfirmedPublish extends OnePublish {
  readonly messageId: string;
  /** When it is to be delivered, if that is later. */
  readonly deliverAtMs?: number;
}

/**
 * What became of the publishes of one process in about a second. All are counted; the first that failed
 * and the first that were confirmed are there one by one. It says nothing that decides about a message,
 * so only projections that ask for it are given it.
 */
export interface PublishedRecord {
  readonly kind: 'published';
  /** Names the report: one that is written twice counts once. */
  readonly report: string;
  /** The process. */
  readonly publisher: string;
  readonly startedAt: Date;
  readonly at: Date;
  readonly counts: readonly PublishCounts[];
  readonly failures: readonly FailedPublish[];
  readonly confirmed: readonly ConfirmedPublish[];
  /** Publishes of this process in reports that could not be written, since it started. */
  readonly unreported?: number;
}

/** The most of each in one report: it is below 256 KiB, and about 10 KiB as a rule. */
export const MAX_IN_REPORT = { counts: 128, failures: 50, confirmed: 100 } as const;

/** The longest reason, in characters. */
export const MAX_REASON_CHARS = 512;
