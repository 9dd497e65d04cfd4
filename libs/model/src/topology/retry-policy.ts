/** How often and after which waits a failed delivery is tried again before it is dead-lettered. */
export interface RetryPolicy {
  /** The wait before each further attempt, in milliseconds, in order. Empty: never retried. */
  readonly delaysMs: readonly number[];
  /**
   * By how much a wait may be longer than it says, as a part of it from 0 to 1. What fails together in
   * a worker leaves one after the other: a hundred over two thirds of that time, one alone at once.
   */
  readonly jitter: number;
}

const DEFAULT_JITTER = 0.1;

/** A wait as the topology writes it: whole milliseconds, seconds, minutes, hours or days. */
export type DurationText = `${number}${'ms' | 's' | 'm' | 'h' | 'd'}`;

/** The longest first. */
const UNITS_MS: Readonly<Record<string, number>> = {
  d: 86_400_000,
  h: 3_600_000,
  m: 60_000,
  s: 1_000,
  ms: 1,
};

/**
 * Retries after these waits, one per further attempt: `after('1s', '2s', '5s')` allows four
 * attempts in all. Each may be up to a tenth longer; `withJitter` sets that.
 *
 * @throws TypeError when a wait is not a positive duration.
 */
export function after(...waits: readonly DurationText[]): RetryPolicy {
  return { delaysMs: waits.map(toMilliseconds), jitter: DEFAULT_JITTER };
}

/**
 * The same waits with another jitter. Default of every policy: 0.1, so up to a tenth longer.
 *
 * @throws TypeError when it is not from 0 to 1.
 */
export function withJitter(policy: RetryPolicy, jitter: number): RetryPolicy {
  if (!(jitter >= 0 && jitter <= 1))
    throw new TypeError(`a jitter of ${jitter} is not from 0 to 1`);
  return { ...policy, jitter };
}

/** The attempts a message has in all under this policy: the first one and one per delay. */
export function attemptsAllowed(policy: RetryPolicy): number {
  return policy.delaysMs.length + 1;
}

/** @throws TypeError when it is not a positive duration. */
export function toMilliseconds(wait: DurationText): number {
  const [, digits, unit] = /^(\d+)(ms|s|m|h|d)$/.exec(wait) ?? [];
  const milliseconds = Number(digits) * (UNITS_MS[unit ?? ''] ?? Number.NaN);
  if (!Number.isSafeInteger(milliseconds) || milliseconds <= 0) {
    throw new TypeError(`'${wait}' is not a wait; write for instance '500ms', '5s', '10m' or '1d'`);
  }
  return milliseconds;
}

/** The shortest way to write a wait of whole milliseconds: `10m`, `90s`, `1500ms`. */
export function toDurationText(milliseconds: number): string {
  const [unit, unitMs] = Object.entries(UNITS_MS).find(([, each]) => milliseconds % each === 0) ?? [
    'ms',
    1,
  ];
  return `${milliseconds / unitMs}${unit}`;
}
