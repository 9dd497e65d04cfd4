import { api, unwrap, type Dto } from './client';

/** A query of what the validators of a queue say of these bytes, as its worker would. */
export function checkQuery(
  queue: string,
  text: string | undefined,
): {
  queryKey: readonly unknown[];
  queryFn: (asked: { signal: AbortSignal }) => Promise<Dto<'CheckedDto'>>;
  enabled: boolean;
  staleTime: number;
} {
  return {
    queryKey: ['check', queue, text],
    queryFn: ({ signal }) =>
      unwrap(
        api.POST('/schemas/{queue}/check', {
          params: { path: { queue: queue as never } },
          body: text as never,
          bodySerializer: (body) => body as unknown as string,
          headers: { 'content-type': 'application/json' },
          signal,
        }),
      ),
    enabled: text !== undefined,
    staleTime: Infinity,
  };
}
