import { useMediaQuery } from '@mantine/hooks';
import type { UseInfiniteQueryResult } from '@tanstack/react-query';
import { useVirtualizer, type Virtualizer } from '@tanstack/react-virtual';
import { useEffect, useMemo, useRef } from 'react';
import type { Message, MessagePages } from './messages.queries';

const ROW_PX = 36;
const NARROW_ROW_PX = 60;
/** So many rows before the end the older page is asked for. */
const AHEAD = 40;

export interface Rows {
  readonly messages: readonly Message[];
  readonly rowPx: number;
  readonly scroller: React.RefObject<HTMLDivElement | null>;
  readonly virtual: Virtualizer<HTMLDivElement, Element>;
}

/** The rows that are in sight. Older pages are loaded before their rows are. */
export function useRows(list: UseInfiniteQueryResult<MessagePages>): Rows {
  const { data, fetchNextPage, hasNextPage, isFetching } = list;
  const messages = useMemo(() => data?.pages.flatMap((page) => page.messages) ?? [], [data]);
  const scroller = useRef<HTMLDivElement>(null);
  const isNarrow = useMediaQuery('(max-width: 720px)') ?? false;
  const rowPx = isNarrow ? NARROW_ROW_PX : ROW_PX;
  const virtual = useVirtualizer({
    count: messages.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowPx,
    overscan: 12,
  });
  useEffect(() => virtual.measure(), [rowPx]);
  const last = virtual.getVirtualItems().at(-1)?.index ?? -1;
  useEffect(() => {
    if (hasNextPage && !isFetching && last >= messages.length - AHEAD) void fetchNextPage();
  }, [last, messages.length, hasNextPage, isFetching, fetchNextPage]);
  return { messages, rowPx, scroller, virtual };
}
