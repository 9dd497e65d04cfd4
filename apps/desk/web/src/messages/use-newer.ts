import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useRef } from 'react';
import { useLive } from '../live/use-live';
import { listKey, useCountFrom, type MessagePages } from './messages.queries';
import type { MessageFilters } from './search/read-filters';

const LOOK_MS = 1_000;
/** A view of the desk may be a moment behind its live feed. */
const LOOKS = 2;

export interface Newer {
  /** How many that match are newer than the list. */
  readonly count: number;
  /** Loads the list from its top. */
  readonly show: () => Promise<void>;
}

/** Counts what came since the list was loaded, when the live feed says that anything did. */
export function useNewer(filters: MessageFilters, pages: MessagePages | undefined): Newer {
  const queries = useQueryClient();
  const from = useMemo(() => momentAfter(pages), [pages]);
  const isOver = filters.to !== undefined && Date.parse(filters.to) < Date.now();
  const { data = 0, refetch } = useCountFrom(filters, from ?? filters.from);
  const looks = useRef(0);
  const lookAgain = (): void => {
    looks.current = LOOKS;
  };
  useLive({
    onFrame: ({ counts }) => Object.values(counts).some((count) => count > 0) && lookAgain(),
    onReset: lookAgain,
  });
  useEffect(() => {
    if (isOver || pages === undefined) return;
    const timer = setInterval(() => {
      if (looks.current === 0) return;
      looks.current -= 1;
      void refetch();
    }, LOOK_MS);
    return () => clearInterval(timer);
  }, [isOver, pages === undefined, refetch]);
  const show = useCallback(async () => {
    const queryKey = listKey(filters);
    queries.setQueryData<MessagePages>(queryKey, (all) => all && keepFirst(all));
    await queries.refetchQueries({ queryKey, exact: true });
    void queries.invalidateQueries({ queryKey: ['messages', 'histogram'] });
    void queries.invalidateQueries({ queryKey: ['messages', 'counts'] });
  }, [filters, queries]);
  return { count: isOver ? 0 : data, show };
}

const keepFirst = ({ pageParams, pages }: MessagePages): MessagePages => ({
  pages: pages.slice(0, 1),
  pageParams: pageParams.slice(0, 1),
});

/** The first millisecond of which the list has nothing. */
function momentAfter(pages: MessagePages | undefined): string | undefined {
  const times = (pages?.pages[0]?.messages ?? []).map(({ delivery }) =>
    Date.parse(delivery.recordedAt),
  );
  const newest = times.reduce((one, other) => Math.max(one, other), -Infinity);
  return Number.isFinite(newest) ? new Date(newest + 1).toISOString() : undefined;
}
