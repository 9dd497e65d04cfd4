import {
  keepPreviousData,
  useMutation,
  useQueries,
  useQuery,
  type UseMutationResult,
  type UseQueryResult,
} from '@tanstack/react-query';
import { checkQuery } from '../api/check-event';
import { api, unwrap, type Dto, type Fault } from '../api/client';

export type Way = Dto<'PublishWayDto'>;
export type Sent = Dto<'PublishedByHandDto'>;

/** Where an event is to go: what a way leaves open. */
export interface Place {
  readonly exchange: string;
  readonly routingKey: string;
  readonly headers: Record<string, string | number | boolean>;
}

/** What a queue that the event would reach says of it. */
export interface Verdict {
  readonly queue: string;
  /** Undefined: not known yet. */
  readonly faults: readonly Fault[] | undefined;
  /** Why it could not be asked. */
  readonly error: Error | null;
}

export function useWays(): UseQueryResult<readonly Way[]> {
  return useQuery({
    queryKey: ['publish', 'ways'],
    queryFn: ({ signal }) => unwrap(api.GET('/publishes/ways', { signal })),
    staleTime: Infinity,
    select: ({ ways }) => ways,
  });
}

/** Which queues an event would reach there. */
export function useReached(place: Place | undefined): UseQueryResult<Dto<'RouteDto'> | undefined> {
  return useQuery({
    queryKey: ['publish', 'route', place],
    queryFn: ({ signal }) => unwrap(api.POST('/topology/route', { body: place ?? {}, signal })),
    enabled: place !== undefined,
    placeholderData: keepPreviousData,
    select: ({ routes }) => routes[0],
  });
}

/** What the validators of each queue say of the event, as their workers would. */
export function useVerdicts(queues: readonly string[], text: string | undefined): Verdict[] {
  return useQueries({
    queries: queues.map((queue) => checkQuery(queue, text)),
    combine: (answers) =>
      answers.map(({ data, error }, place) => ({
        queue: queues[place] ?? '',
        faults: data && (data.faults ?? []),
        error,
      })),
  });
}

/** The event that the schema of a queue has as an example. */
export function useExample(): UseMutationResult<object | undefined, Error, string> {
  return useMutation({
    mutationFn: async (queue: string) => {
      const params = { path: { queue: queue as never } };
      return (await unwrap(api.GET('/schemas/{queue}', { params }))).example;
    },
  });
}

export function useSend(): UseMutationResult<Sent, Error, Dto<'PublishByHandDto'>> {
  return useMutation({ mutationFn: (body) => unwrap(api.POST('/publishes', { body })) });
}
