import { keepPreviousData, useQuery, type UseQueryResult } from '@tanstack/react-query';
import { api, unwrap, type Dto } from '../api/client';
import type { GroupFilters } from './read-group-filters';

/** The live feed says when something changed; this is for when it is lost. */
const EVERY_MS = 30_000;
/** The most groups that the desk gives in one page. */
export const MAX_GROUPS = 100;

export type FailureGroup = Dto<'DeadLetterGroupDto'>;

export function useGroups(filters: GroupFilters): UseQueryResult<FailureGroup[]> {
  const query = { ...filters, limit: MAX_GROUPS };
  return useQuery({
    queryKey: ['failures', 'groups', filters],
    queryFn: ({ signal }) => unwrap(api.GET('/dead-letters/groups', { params: { query }, signal })),
    refetchInterval: EVERY_MS,
    placeholderData: keepPreviousData,
  });
}

/** The queues that events are consumed from. */
export function useQueueNames(): readonly string[] {
  const { data } = useQuery({
    queryKey: ['schemas'],
    queryFn: ({ signal }) => unwrap(api.GET('/schemas', { signal })),
    staleTime: Infinity,
  });
  return data?.queues.map(({ queue }) => queue) ?? [];
}
