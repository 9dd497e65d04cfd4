import { keepPreviousData, useQuery, type UseQueryResult } from '@tanstack/react-query';
import { api, unwrap, type Dto } from '../api/client';
import type { QueryState } from '../page/use-query-state';
import { readQuestion } from './read-question';

const EVERY_MS = 3_000;

export function useTopology(): UseQueryResult<Dto<'TopologyLiveDto'>> {
  return useQuery({
    queryKey: ['topology'],
    queryFn: ({ signal }) => unwrap(api.GET('/topology/live', { signal })),
    refetchInterval: EVERY_MS,
  });
}

/** What the desk says to the question in the address; nothing is asked without one. */
export function useRoutes({ ask = '', exchange }: QueryState): UseQueryResult<Dto<'RoutesDto'>> {
  const body = { ...readQuestion(ask), ...(exchange !== undefined && { exchange }) };
  return useQuery({
    queryKey: ['route', body],
    queryFn: ({ signal }) => unwrap(api.POST('/topology/route', { body, signal })),
    enabled: ask.trim() !== '',
    placeholderData: keepPreviousData,
  });
}
