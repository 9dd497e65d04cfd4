import {
  keepPreviousData,
  useInfiniteQuery,
  type InfiniteData,
  type UseInfiniteQueryResult,
} from '@tanstack/react-query';
import { api, unwrap, type Dto } from '../api/client';
import { API_ROOT } from '../api/desk-address';
import type { QueryState } from '../page/use-query-state';

const PAGE_SIZE = 50;

export type Action = Dto<'ActionDto'>;

interface ActionPage {
  readonly actions: readonly Action[];
  readonly older: number | undefined;
}

export interface AuditFilters {
  readonly by?: string;
  readonly queue?: string;
  readonly action?: string;
}

export function readAuditFilters({ action, by, queue }: QueryState): AuditFilters {
  return { ...(by && { by }), ...(queue && { queue }), ...(action && { action }) };
}

/** The newest first. */
export function useActions(
  filters: AuditFilters,
): UseInfiniteQueryResult<InfiniteData<ActionPage>> {
  return useInfiniteQuery({
    queryKey: ['audit', filters],
    queryFn: async ({ pageParam, signal }): Promise<ActionPage> => {
      const place = pageParam !== undefined && { before: pageParam };
      const query = { ...filters, limit: PAGE_SIZE, ...place } as { limit: number };
      const answer = api.GET('/audit', { params: { query }, signal });
      const actions = await unwrap<Action[]>(answer as never);
      const link = (await answer).response.headers.get('link') ?? '';
      const [, before] = /[?&]before=(\d+)/.exec(link) ?? [];
      return { actions: actions.toReversed(), older: before ? Number(before) : undefined };
    },
    initialPageParam: undefined as number | undefined,
    getNextPageParam: ({ older }) => older,
    placeholderData: keepPreviousData,
  });
}

/** All that match, as a file. */
export function exportAddress(filters: AuditFilters, format: 'csv' | 'ndjson'): string {
  const query = new URLSearchParams({ ...filters, format });
  return `${API_ROOT}/audit?${query.toString()}`;
}
