/** What people say about a group of dead letters. Null takes back what was said; absent: unchanged. */
export interface TriageFields {
  readonly owner?: string | null;
  readonly note?: string | null;
  readonly link?: string | null;
  /** No alarm before this time, as RFC 3339. */
  readonly muteUntil?: string | null;
  /** No alarm until more than this number of its dead letters come in an hour. */
  readonly mutePerHour?: number | null;
}

/**
 * Somebody said something about a group of dead letters. It says nothing about a message, so only
 * projections that ask for it are given it.
 */
export interface TriagedRecord extends TriageFields {
  readonly kind: 'triaged';
  readonly group: string;
  /** The queue of the group. */
  readonly queue: string;
  /** Names the change. */
  readonly change: string;
  readonly at: Date;
  readonly by: string;
  /** Of one that is written again with all that is said of the group, as of records with the same fields. */
  readonly againAt?: Date;
  readonly asOf?: number;
  readonly firstOffset?: number;
}
