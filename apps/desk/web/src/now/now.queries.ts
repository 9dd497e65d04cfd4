import { keepPreviousData, useQuery, type UseQueryResult } from '@tanstack/react-query';
import { api, unwrap, type Dto } from '../api/client';

const EVERY_MS = 3_000;
const SERIES_MS = 10_000;

export type Metric = 'in' | 'processed' | 'failed';

export function useNow(): UseQueryResult<Dto<'NowDto'>> {
  return useQuery({
    queryKey: ['now'],
    queryFn: ({ signal }) => unwrap(api.GET('/now', { signal })),
    refetchInterval: EVERY_MS,
  });
}

export function useQueues(): UseQueryResult<Dto<'QueuesDto'>> {
  return useQuery({
    queryKey: ['queues'],
    queryFn: ({ signal }) => unwrap(api.GET('/queues', { signal })),
    refetchInterval: EVERY_MS,
  });
}

/** The last hour in steps of ten seconds. */
export function useRateSeries(metric: Metric): UseQueryResult<Dto<'SeriesDto'>> {
  return useQuery({
    queryKey: ['series', metric, '10s'],
    queryFn: ({ signal }) =>
      unwrap(api.GET('/series', { params: { query: { metric, step: '10s' } }, signal })),
    refetchInterval: SERIES_MS,
    placeholderData: keepPreviousData,
  });
}

/** Whether the desk has seen any message at all. */
export function useHasMessages(): boolean | undefined {
  const { data } = useQuery({
    queryKey: ['messages', 'any'],
    queryFn: ({ signal }) =>
      unwrap(api.GET('/messages', { params: { query: { limit: 1 } }, signal })),
    refetchInterval: (query) => (hasAny(query.state.data) ? false : EVERY_MS),
  });
  return data === undefined ? undefined : hasAny(data);
}

function hasAny(page: unknown): boolean {
  return Array.isArray(page) ? page.length > 0 : false;
}
