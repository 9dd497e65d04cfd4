import type { DeadLetter, DeadLetterFilter, DeadLetterState } from './dead-letter';

/** Which dead letters are to be acted on: these, those of a group, or all that match. */
export type DeadLetterSelection =
  | { readonly ids: readonly string[] }
  | { readonly group: string }
  | { readonly filter: DeadLetterFilter };

/** The most one operation takes in hand. */
export const MAX_AT_ONCE = 10_000;

/** Dead letters, or ids of which none is kept, and how many more were meant. */
export interface SelectedDeadLetters {
  readonly letters: readonly (DeadLetter | string)[];
  readonly left: number;
}

/** What a group or a filter means in a state. */
export function toFilter(
  selection: Exclude<DeadLetterSelection, { ids: unknown }>,
  state: DeadLetterState,
): DeadLetterFilter {
  const wanted = 'group' in selection ? { group: selection.group } : selection.filter;
  return { ...wanted, state };
}
