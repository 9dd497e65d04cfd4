import {
  useMutation,
  useQuery,
  useQueryClient,
  type UseMutationResult,
  type UseQueryResult,
} from '@tanstack/react-query';
import { api, unwrap, type Dto } from '../api/client';

const EVERY_MS = 2_000;

export type Order = 'pause' | 'resume';

/** A process that lives and consumes a queue, as it said itself. */
export interface Consumer extends Dto<'ConsumedQueueDto'> {
  readonly name: string;
  readonly version: string;
}

/** Who consumes a queue. */
export function useConsumers(queue: string): UseQueryResult<Consumer[]> {
  return useQuery({
    queryKey: ['workers'],
    queryFn: ({ signal }) => unwrap(api.GET('/workers', { signal })),
    refetchInterval: EVERY_MS,
    select: ({ processes }) =>
      processes
        .filter(({ state }) => state === 'alive')
        .flatMap(({ name, queues, version }) => queues.map((each) => ({ ...each, name, version })))
        .filter((each) => each.queue === queue),
  });
}

/** An order to all workers; its answer says which follow it. */
export function useOrder(queue: string): UseMutationResult<Dto<'OrderResultDto'>, Error, Order> {
  const queries = useQueryClient();
  const params = { path: { queue } };
  return useMutation({
    mutationFn: (order: Order) =>
      unwrap(
        order === 'pause'
          ? api.POST('/queues/{queue}/pause', { params, body: {} })
          : api.POST('/queues/{queue}/resume', { params, body: {} }),
      ),
    onSettled: () => void queries.invalidateQueries({ queryKey: ['workers'] }),
  });
}
