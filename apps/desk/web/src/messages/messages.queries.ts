import {
  keepPreviousData,
  useInfiniteQuery,
  useQuery,
  type InfiniteData,
  type UseInfiniteQueryResult,
  type UseQueryResult,
} from '@tanstack/react-query';
import { api, unwrap, type Dto } from '../api/client';
import { readCursor, type MessageFilters } from './search/read-filters';

const PAGE_SIZE = 100;
const COUNT_MS = 10_000;
const HISTOGRAM_BUCKETS = 90;

export type Message = Dto<'MessageDto'>;

/** Newest first. */
interface MessagePage {
  readonly messages: readonly Message[];
  readonly older: number | undefined;
  /** How far back the desk knows. */
  readonly since: string | null;
}

export type MessagePages = InfiniteData<MessagePage>;

export const listKey = (filters: MessageFilters): unknown[] => ['messages', 'list', filters];

/** Pages stay as they were read: what is newer is loaded when somebody asks for it. */
export function useMessages(filters: MessageFilters): UseInfiniteQueryResult<MessagePages> {
  return useInfiniteQuery({
    queryKey: listKey(filters),
    queryFn: ({ pageParam, signal }) => loadPage(filters, pageParam, signal),
    initialPageParam: undefined as number | undefined,
    getNextPageParam: ({ older }) => older,
    staleTime: Infinity,
    gcTime: 60_000,
    refetchOnWindowFocus: false,
    placeholderData: keepPreviousData,
  });
}

async function loadPage(
  filters: MessageFilters,
  before: number | undefined,
  signal: AbortSignal,
): Promise<MessagePage> {
  const query = { ...filters, limit: PAGE_SIZE, ...(before !== undefined && { before }) };
  const answer = api.GET('/messages', { params: { query }, signal });
  const messages = (await unwrap(answer)) as Message[];
  const { headers } = (await answer).response;
  return {
    messages: messages.toReversed(),
    older: readCursor(headers.get('link')),
    since: headers.get('warren-since'),
  };
}

/** How many match, by outcome, for every choice of outcome. */
export function useCounts(filters: MessageFilters): UseQueryResult<Dto<'MessageCountsDto'>> {
  const query = { ...filters, outcome: 'any' as const };
  return useQuery({
    queryKey: ['messages', 'counts', query],
    queryFn: ({ signal }) => unwrap(api.GET('/messages/counts', { params: { query }, signal })),
    refetchInterval: COUNT_MS,
    placeholderData: keepPreviousData,
  });
}

export function useHistogram(filters: MessageFilters): UseQueryResult<Dto<'HistogramDto'>> {
  const query = { ...filters, buckets: HISTOGRAM_BUCKETS };
  return useQuery({
    queryKey: ['messages', 'histogram', query],
    queryFn: ({ signal }) => unwrap(api.GET('/messages/histogram', { params: { query }, signal })),
    refetchInterval: COUNT_MS,
    placeholderData: keepPreviousData,
  });
}

/** How many that match were recorded from a moment on. */
export function useCountFrom(
  filters: MessageFilters,
  from: string | undefined,
): UseQueryResult<number> {
  const query = { ...filters, ...(from !== undefined && { from }) };
  return useQuery({
    queryKey: ['messages', 'newer', query],
    queryFn: async ({ signal }) => {
      const { total } = await unwrap(api.GET('/messages/counts', { params: { query }, signal }));
      return total;
    },
    enabled: false,
  });
}
