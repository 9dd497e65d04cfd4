import {
  useInfiniteQuery,
  useQuery,
  type InfiniteData,
  type UseInfiniteQueryResult,
  type UseQueryResult,
} from '@tanstack/react-query';
import type { Op } from 'jsondiffpatch/formatters/jsonpatch';
import { checkQuery } from '../api/check-event';
import { api, unwrap, type Dto } from '../api/client';
import { readVerdicts, type Verdicts } from './fix/read-verdicts';

const PAGE_SIZE = 50;

export type Group = Dto<'KnownGroupDto'>;
export type DeadLetter = Dto<'DeadLetterDto'>;
export type Checked = Dto<'CheckedDto'>;

interface MemberPage {
  readonly letters: readonly DeadLetter[];
  readonly older: number | undefined;
}
export type MemberPages = InfiniteData<MemberPage>;

export function useGroup(group: string): UseQueryResult<Group> {
  return useQuery({
    queryKey: ['failures', 'group', group],
    queryFn: ({ signal }) =>
      unwrap(api.GET('/groups/{group}', { params: { path: { group }, query: {} }, signal })),
  });
}

/** Its open dead letters, the newest first. */
export function useMembers(group: string): UseInfiniteQueryResult<MemberPages> {
  return useInfiniteQuery({
    queryKey: ['failures', 'members', group],
    queryFn: async ({ pageParam, signal }): Promise<MemberPage> => {
      const query = {
        group,
        limit: PAGE_SIZE,
        ...(pageParam !== undefined && { before: pageParam }),
      };
      const answer = api.GET('/dead-letters', { params: { query }, signal });
      const letters = await unwrap(answer);
      const link = (await answer).response.headers.get('link') ?? '';
      const [, before] = /[?&]before=(\d+)/.exec(link) ?? [];
      return { letters: letters.toReversed(), older: before ? Number(before) : undefined };
    },
    initialPageParam: undefined as number | undefined,
    getNextPageParam: ({ older }) => older,
  });
}

/** What the validators of the queue say of these bytes, as its worker would. */
export function useCheck(queue: string, text: string | undefined): UseQueryResult<Checked> {
  return useQuery({
    ...checkQuery(queue, text),
    placeholderData: (before) => before,
  });
}

/** A verdict for each open dead letter of the group, changed by the patch. */
export function usePreview(
  group: string,
  patch: readonly Op[] | undefined,
): UseQueryResult<Verdicts> {
  return useQuery({
    queryKey: ['failures', 'preview', group, patch],
    queryFn: async ({ signal }) => {
      const edits = patch && patch.length > 0 && { patch: [...patch] as never };
      const body = { group, ...edits };
      const answer = api.POST('/dead-letters/preview', { body, parseAs: 'text', signal });
      return readVerdicts(await unwrap<string>(answer));
    },
    enabled: patch !== undefined,
    placeholderData: (before) => before,
  });
}
