import {
  useMutation,
  useQuery,
  useQueryClient,
  type UseMutationResult,
  type UseQueryResult,
} from '@tanstack/react-query';
import { api, unwrap, type Dto } from '../../api/client';

const EVERY_MS = 700;

export type Operation = Dto<'OperationDto'>;
export type Order = Dto<'OrderOperationDto'>;

export function useBegin(
  onBegun: (operation: Operation) => void,
): UseMutationResult<Operation, Error, Order> {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: Order) => unwrap(api.POST('/operations', { body })),
    onSuccess: (operation) => {
      onBegun(operation);
      void queries.invalidateQueries({ queryKey: ['operations'] });
    },
  });
}

export function useAbort(id: string): UseMutationResult<Operation> {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () => unwrap(api.DELETE('/operations/{id}', { params: { path: { id } } })),
    onSuccess: () => void queries.invalidateQueries({ queryKey: ['operations'] }),
  });
}

/** How far it is, as the journal says; asked again until what came of all that it sent is known. */
export function useOperation(id: string): UseQueryResult<Operation> {
  return useQuery({
    queryKey: ['operations', id],
    queryFn: ({ signal }) =>
      unwrap(api.GET('/operations/{id}', { params: { path: { id } }, signal })),
    refetchInterval: ({ state: { data } }) => (data && isSettled(data) ? false : EVERY_MS),
  });
}

/** Whether it is over, and every message that was sent again is processed or a dead letter again. */
export function isSettled({ action, counts, state }: Operation): boolean {
  const isKnown = action !== 'redrive' || counts.succeeded + counts.deadAgain >= counts.done;
  return state === 'ended' && isKnown;
}
