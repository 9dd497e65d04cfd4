import type { SearchBudget, Steps } from '@warren/platform';
import { visitMatching, type CountQuery } from './count-messages';
import type { SearchedMessages } from './find-messages';
import { OUTCOMES, type MessageEntry, type MessageOutcome } from './message-entry';

/** The longest time that is shown when none is given: what the journal keeps by default. */
const MAX_SPAN_MS = 7 * 24 * 3_600_000;
/** The shortest. */
const MIN_SPAN_MS = 1_000;

/** The time that is shown, in milliseconds since 1970, and in how many parts. */
export interface HistogramSpan {
  readonly from: number;
  readonly to: number;
  readonly buckets: number;
}

/** How many messages were recorded last in each part of a time. */
export interface Histogram {
  readonly from: number;
  readonly stepMs: number;
  /** For each outcome one number a bucket, the oldest first. */
  readonly counts: Readonly<Record<MessageOutcome, readonly number[]>>;
  /** Matches that were recorded at other times. */
  readonly outside: number;
  /** Where to continue when the budget was spent. */
  readonly older?: number;
}

/** The time that is asked for; else from the oldest message, up to seven days ago, to now. */
export function spanOf(
  { from, to }: { readonly from?: number; readonly to?: number },
  buckets: number,
  oldest: number | undefined,
  now: number,
): HistogramSpan {
  const end = to ?? Math.max(now, (from ?? 0) + MIN_SPAN_MS);
  const earliest = Math.max(oldest ?? 0, end - MAX_SPAN_MS);
  return { from: from ?? Math.min(earliest, end - MIN_SPAN_MS), to: end, buckets };
}

/** Counts the messages that match by the time at which they were recorded last, and by outcome. */
export function* buildHistogram(
  messages: SearchedMessages,
  query: CountQuery,
  { buckets, from, to }: HistogramSpan,
  budget?: SearchBudget,
): Steps<Histogram> {
  const stepMs = Math.max(1, Math.ceil((to - from) / buckets));
  const columns = OUTCOMES.map((outcome) => [outcome, new Array<number>(buckets).fill(0)] as const);
  const counts = Object.fromEntries(columns) as Record<MessageOutcome, number[]>;
  let outside = 0;
  const count = ({ at, outcome }: MessageEntry): void => {
    const bucket = Math.floor((at - from) / stepMs);
    const column = counts[outcome];
    if (bucket >= 0 && at < to) column[bucket] = (column[bucket] ?? 0) + 1;
    else outside += 1;
  };
  const older = yield* visitMatching(messages, query, count, budget);
  return { from, stepMs, counts, outside, ...(older !== undefined && { older }) };
}
