import {
  keepPreviousData,
  useQuery,
  useQueryClient,
  type UseQueryResult,
} from '@tanstack/react-query';
import { parse } from 'lossless-json';
import { api, unwrap, type Dto } from '../../api/client';
import { useLive } from '../../live/use-live';

const UNFINISHED_MS = 2_000;
const FLOW_MS = 5_000;

export type QueueStory = Dto<'QueueStoryDto'>;
export type Step = Dto<'StoryStepDto'>;

export interface Story extends Dto<'StoryDto'> {
  /** Event and headers with every digit of their numbers. */
  readonly exact: { readonly event: unknown; readonly headers: unknown };
}

/** The story of a message, loaded again when something happens to it. */
export function useStory(messageId: string | undefined): UseQueryResult<Story> {
  const queries = useQueryClient();
  const queryKey = ['story', messageId];
  const loadAgain = (): void => void queries.invalidateQueries({ queryKey });
  useLive({
    onFrame: ({ records, skipped }) => {
      if (skipped > 0 || records.some((record) => record.messageId === messageId)) loadAgain();
    },
    onReset: loadAgain,
  });
  return useQuery({
    queryKey,
    queryFn: ({ signal }) => loadStory(messageId ?? '', signal),
    enabled: messageId !== undefined,
    refetchInterval: ({ state }) =>
      state.data?.queues.some(({ endedAt }) => endedAt === null) ? UNFINISHED_MS : false,
    placeholderData: keepPreviousData,
  });
}

async function loadStory(messageId: string, signal: AbortSignal): Promise<Story> {
  const params = { path: { messageId } };
  const text = await unwrap(
    api.GET('/messages/{messageId}', { params, signal, parseAs: 'text' as const }),
  );
  const { event, headers } = parse(text) as Story['exact'];
  return { ...(JSON.parse(text) as Dto<'StoryDto'>), exact: { event, headers } };
}

/** What belongs together with a message. */
export function useFlow(correlationId: string | undefined): UseQueryResult<Dto<'FlowDto'>> {
  return useQuery({
    queryKey: ['flow', correlationId],
    queryFn: ({ signal }) => {
      const params = { path: { correlationId: correlationId ?? '' } };
      return unwrap(api.GET('/flows/{correlationId}', { params, signal }));
    },
    enabled: correlationId !== undefined,
    refetchInterval: FLOW_MS,
  });
}

export function useDeadLetter(deadLetterId: string): UseQueryResult<Dto<'DeadLetterStoryDto'>> {
  return useQuery({
    queryKey: ['dead-letter', deadLetterId],
    queryFn: ({ signal }) => {
      const params = { path: { deadLetterId } };
      return unwrap(api.GET('/dead-letters/{deadLetterId}', { params, signal }));
    },
  });
}
