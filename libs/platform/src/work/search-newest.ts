import type { Steps } from './time-slices';

/** How much one search looks at, so that its answer is not long in coming. */
export interface SearchBudget {
  readonly items: number;
  /** Characters that are searched for a text. */
  readonly chars: number;
}

export const SEARCH_BUDGET: SearchBudget = { items: 100_000, chars: 16_777_216 };

/** What is looked for, and where. */
export interface Search<T extends Placed> {
  /** The newest first. */
  readonly candidates: Iterable<T>;
  readonly limit: number;
  /** Everything but the text, which is searched only in what matches otherwise. */
  readonly matches: (item: T) => boolean;
  readonly text?: {
    readonly length: (item: T) => number;
    readonly isIn: (item: T) => boolean;
  };
}

export interface Placed {
  /** Its place in the journal; grows. */
  readonly offset: number;
}

/** What was found, the newest first. */
export interface Found<T> {
  readonly items: readonly T[];
  /** Where each of them was when it was found. */
  readonly offsets: readonly number[];
  /** Where an older page begins; absent when there is none. */
  readonly older?: number;
}

/** The cursor of the page behind the first `count` of what was found. */
export function cursorAfter(
  { items, offsets, older }: Found<unknown>,
  count: number,
): number | undefined {
  return count < items.length ? offsets[count - 1] : older;
}

/** Items that are looked at in one step, and characters that are searched in one. */
const STEP = { items: 256, chars: 262_144 };

/**
 * Looks from the newest to the oldest until the page is full or the budget is spent: then the page may
 * be short, or empty, and `older` is where to continue.
 */
export function* searchNewest<T extends Placed>(
  { candidates, limit, matches, text }: Search<T>,
  budget: SearchBudget = SEARCH_BUDGET,
): Steps<Found<T>> {
  const items: T[] = [];
  const offsets: number[] = [];
  let looked = 0;
  let chars = 0;
  let nextPause = STEP.chars;
  let last = Infinity;
  for (const item of candidates) {
    if (looked >= budget.items || chars >= budget.chars) return { items, offsets, older: last };
    looked += 1;
    if (matches(item)) {
      if (text) chars += text.length(item);
      if (!text || text.isIn(item)) {
        if (items.length === limit) return { items, offsets, older: last };
        items.push(item);
        offsets.push(item.offset);
      }
    }
    last = item.offset;
    if (looked % STEP.items === 0 || chars >= nextPause) {
      nextPause = chars + STEP.chars;
      yield;
    }
  }
  return { items, offsets };
}
