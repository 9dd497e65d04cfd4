import type { QueryState } from '../page/use-query-state';

/** Which groups are shown; without a field: all values of it. */
export interface GroupFilters {
  readonly queue?: string;
  readonly code?: string;
  readonly text?: string;
}

export const GROUP_FILTERS = ['queue', 'code', 'text'] as const satisfies (keyof GroupFilters)[];

/** The filters in an address. */
export function readGroupFilters(state: QueryState): GroupFilters {
  const given = GROUP_FILTERS.map((name) => [name, state[name]] as const);
  return Object.fromEntries(given.filter(([, value]) => value !== undefined && value !== ''));
}
