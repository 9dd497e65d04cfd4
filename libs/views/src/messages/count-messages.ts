import type { SearchBudget, Steps } from '@warren/platform';
import { OTHER } from '../stats/events-per-hour.projection';
import { entriesBefore, type SearchedMessages } from './find-messages';
import { OUTCOMES, type MessageEntry, type MessageOutcome } from './message-entry';
import { compileFilter, type MessageFilter } from './message-filter';

/** How much one count looks at. A million entries take half a second to a second and a half, in slices. */
export const COUNT_BUDGET: SearchBudget = { items: 2_000_000, chars: 67_108_864 };

/** Messages that are looked at in one step, and characters. */
const STEP = { items: 512, chars: 262_144 };
/** Names that are counted by themselves; publishers may invent them without end. */
const MAX_NAMES = 500;

/** What is counted, and where: only what was recorded before the cursor `before`. */
export type CountQuery = MessageFilter & { readonly before?: number };

/** How many messages match. `older`: where to continue when the budget was spent. */
export interface MessageCounts {
  readonly total: number;
  readonly outcomes: Readonly<Record<MessageOutcome, number>>;
  readonly queues: ReadonlyMap<string, number>;
  /** By tipo; what is no event has none. */
  readonly tipos: ReadonlyMap<string | undefined, number>;
  readonly older?: number;
}

/**
 * Visits every message that matches, from the newest to the oldest, until the budget is spent.
 * Returns where to continue then.
 */
export function* visitMatching(
  messages: SearchedMessages,
  query: CountQuery,
  visit: (entry: MessageEntry) => void,
  budget: SearchBudget = COUNT_BUDGET,
): Steps<number | undefined> {
  const { matches, text } = compileFilter(query);
  let [looked, chars, pauseAt] = [0, 0, STEP.chars];
  let before = query.before ?? Infinity;
  for (;;) {
    const chunk = chunkBefore(messages, { ...query, before });
    for (const entry of chunk) {
      if (looked >= budget.items || chars >= budget.chars) return before;
      looked += 1;
      before = entry.offset;
      if (!matches(entry)) continue;
      if (text) chars += text.length(entry);
      if (!text || text.isIn(entry)) visit(entry);
      if (chars >= pauseAt) break;
    }
    if (chunk.length === 0) return undefined;
    pauseAt = chars + STEP.chars;
    yield;
  }
}

function chunkBefore(messages: SearchedMessages, query: CountQuery): readonly MessageEntry[] {
  const { messageId, before = Infinity } = query;
  return messageId === undefined
    ? messages.order.chunkBefore(before, STEP.items)
    : entriesBefore(messages, messageId, before);
}

/** How many messages match, by outcome, queue and tipo. */
export function* countMessages(
  messages: SearchedMessages,
  query: CountQuery,
  budget?: SearchBudget,
): Steps<MessageCounts> {
  const outcomes = zeroes();
  const queues = new Map<string, number>();
  const tipos = new Map<string | undefined, number>();
  let total = 0;
  const count = ({ outcome, queue, tipo }: MessageEntry): void => {
    total += 1;
    outcomes[outcome] += 1;
    addOne(queues, queue);
    addOne(tipos, tipo);
  };
  const older = yield* visitMatching(messages, query, count, budget);
  return { total, outcomes, queues, tipos, ...(older !== undefined && { older }) };
}

function addOne<T>(counts: Map<T | string, number>, name: T): void {
  const known = counts.get(name);
  if (known !== undefined) counts.set(name, known + 1);
  else if (counts.size < MAX_NAMES) counts.set(name, 1);
  else counts.set(OTHER, (counts.get(OTHER) ?? 0) + 1);
}

function zeroes(): Record<MessageOutcome, number> {
  return Object.fromEntries(OUTCOMES.map((outcome) => [outcome, 0])) as ReturnType<typeof zeroes>;
}
