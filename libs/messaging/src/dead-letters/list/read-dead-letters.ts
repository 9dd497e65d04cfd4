import { searchNewest, type Found, type Steps } from '@warren/platform';
import { matchesFilter, type DeadLetterFilter } from './dead-letter';
import {
  compareGroups,
  GroupCounts,
  toGroup,
  type DeadLetterGroup,
  type GroupCount,
  type GroupPlace,
} from './group-dead-letters';
import type { StoredDeadLetter, DeadLetterStore } from './dead-letter-store';

/** Dead letters that are looked at in one step, and characters that are searched in one. */
const STEP = { letters: 256, chars: 262_144 };

/** The newest dead letters that match; the page may be short when the budget of a search is spent. */
export function findDeadLetters(
  kept: DeadLetterStore,
  filter: DeadLetterFilter,
  { before, limit }: { readonly limit: number; readonly before?: number },
): Steps<Found<StoredDeadLetter>> {
  const { text } = filter;
  return searchNewest({
    candidates: kept.newestFirst(before),
    limit,
    matches: (letter: StoredDeadLetter) => matchesFilter(letter, filter),
    ...(text !== undefined && {
      text: {
        length: ({ text: body }: StoredDeadLetter) => body.length,
        isIn: (letter: StoredDeadLetter) => letter.text.has(text),
      },
    }),
  });
}

/** Gives every dead letter that matches, the oldest first; ends with their number. */
export function* eachMatching(
  kept: DeadLetterStore,
  filter: DeadLetterFilter,
  onMatch: (letter: StoredDeadLetter) => void,
): Steps<number> {
  let looked = 0;
  let chars = 0;
  let matching = 0;
  for (const letter of kept.oldestFirst()) {
    looked += 1;
    if (matchesFilter(letter, filter)) {
      if (filter.text !== undefined) chars += letter.text.length;
      if (filter.text === undefined || letter.text.has(filter.text)) {
        matching += 1;
        onMatch(letter);
      }
    }
    if (looked % STEP.letters > 0 && chars < STEP.chars) continue;
    chars = 0;
    yield;
  }
  return matching;
}

/** The first groups behind a place. */
export interface GroupPage {
  readonly groups: readonly DeadLetterGroup[];
  /** Where each of them is in the order. */
  readonly places: readonly GroupPlace[];
  /** Whether others come after them. */
  readonly hasMore: boolean;
}

/** The groups of those that match, the largest first, from behind `after`. */
export function* groupMatching(
  kept: DeadLetterStore,
  filter: DeadLetterFilter,
  { after, limit }: { readonly limit: number; readonly after?: GroupPlace },
): Steps<GroupPage> {
  const counts = new GroupCounts();
  yield* eachMatching(kept, filter, (letter) => counts.add(letter));
  const first: GroupCount[] = [];
  let looked = 0;
  for (const group of counts.all()) {
    if (!after || compareGroups(after, group) < 0) insert(first, group, limit + 1);
    looked += 1;
    if (looked % STEP.letters === 0) yield;
  }
  const shown = first.slice(0, limit);
  const places = shown.map(({ count, offset }) => ({ count, offset }));
  return { groups: shown.map(toGroup), places, hasMore: first.length > limit };
}

/** Keeps the first `most` in their order. */
function insert(first: GroupCount[], group: GroupCount, most: number): void {
  const last = first[most - 1];
  if (last && compareGroups(last, group) < 0) return;
  let [low, high] = [0, first.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (compareGroups(first[middle] as GroupCount, group) < 0) low = middle + 1;
    else high = middle;
  }
  first.splice(low, 0, group);
  if (first.length > most) first.pop();
}
