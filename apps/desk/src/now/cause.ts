/** Every kind of cause, the worst first: this is the order in which they are shown. */
export const CAUSE_KINDS = [
  'broker-unreachable',
  'broker-blocked',
  'queues-unknown',
  'journal-not-followed',
  'policy-loses-messages',
  'queue-missing',
  'queue-unavailable',
  'no-worker',
  'queue-unattended',
  'queue-stuck',
  'queue-failing',
  'publishes-failing',
  'dead-letters-growing',
  'messages-overdue',
  'backlog-grows',
  'unreadable-messages',
  'dead-letters-open',
  'queue-without-consumer',
  'clock-skew',
  'records-skipped',
] as const;

export type CauseKind = (typeof CAUSE_KINDS)[number];

/** What fixes a cause, or the next step to it: a request to an app, or a command. */
export interface SuggestedAction {
  readonly does: string;
  readonly app?: 'worker' | 'desk';
  readonly method?: 'GET' | 'POST' | 'PATCH';
  readonly path?: string;
  readonly body?: Readonly<Record<string, unknown>>;
  readonly command?: string;
}

/** Something that needs a person, and why it is believed. */
export interface Cause {
  readonly kind: CauseKind;
  /** One sentence without a full stop. */
  readonly title: string;
  readonly queue?: string;
  /** Of dead letters. */
  readonly group?: string;
  /** Since when it is known to be so, in milliseconds since 1970. */
  readonly sinceMs?: number;
  /** How many messages it is about, for the order among causes of one kind. */
  readonly messages: number;
  readonly evidence: Readonly<Record<string, number | string>>;
  readonly actions: readonly SuggestedAction[];
}

/** What is shown at most; a count says how many more there are. */
export const MAX_CAUSES = 50;

/** The worst kind first; of one kind that of most messages, then the older, then by name. */
export function rankCauses(causes: readonly Cause[]): Cause[] {
  return [...causes].sort(
    (one, other) =>
      CAUSE_KINDS.indexOf(one.kind) - CAUSE_KINDS.indexOf(other.kind) ||
      other.messages - one.messages ||
      (one.sinceMs ?? Infinity) - (other.sinceMs ?? Infinity) ||
      compare(one.queue, other.queue) ||
      compare(one.group, other.group),
  );
}

function compare(one = '', other = ''): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}

/** What is said when nothing needs anybody. */
export interface AllIsWell {
  readonly processedPerSecond: number;
  readonly waiting: number;
}

/** The one sentence: how many things need a person and the first of them, or that all is well. */
export function sayNow(
  ranked: readonly Cause[],
  { processedPerSecond, waiting }: AllIsWell,
): string {
  const [first] = ranked;
  if (first === undefined) {
    return `All is well: ${processedPerSecond} processed a second, ${waiting} waiting, no open dead letters`;
  }
  const count = ranked.length === 1 ? '1 thing needs you' : `${ranked.length} things need you`;
  return `${count}: ${first.title}`;
}
