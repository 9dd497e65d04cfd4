import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { api, unwrap, type Dto } from '../api/client';

const EVERY_MS = 5_000;

/** What waits for its time, by the hour. */
export function useScheduled(): UseQueryResult<Dto<'ScheduledDto'>> {
  return useQuery({
    queryKey: ['scheduled'],
    queryFn: ({ signal }) => unwrap(api.GET('/scheduled', { signal })),
    refetchInterval: EVERY_MS,
  });
}
