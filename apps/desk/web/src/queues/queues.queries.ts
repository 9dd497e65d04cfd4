import { keepPreviousData, useQuery, type UseQueryResult } from '@tanstack/react-query';
import { api, unwrap, type Dto } from '../api/client';

const EVERY_MS = 3_000;

export const STEPS = ['10s', '1m', '10m'] as const;
export type Step = (typeof STEPS)[number];
export type SeriesMetric = Dto<'SeriesDto'>['metric'];

export function useQueues(): UseQueryResult<Dto<'QueuesDto'>> {
  return useQuery({
    queryKey: ['queues'],
    queryFn: ({ signal }) => unwrap(api.GET('/queues', { signal })),
    refetchInterval: EVERY_MS,
  });
}

/** A metric of one queue, as far back as its step is kept. */
export function useQueueSeries(
  queue: string,
  metric: SeriesMetric,
  step: Step,
): UseQueryResult<Dto<'SeriesDto'>> {
  return useQuery({
    queryKey: ['series', metric, step, queue],
    queryFn: ({ signal }) =>
      unwrap(api.GET('/series', { params: { query: { metric, step, queue } }, signal })),
    refetchInterval: 10_000,
    placeholderData: keepPreviousData,
  });
}
