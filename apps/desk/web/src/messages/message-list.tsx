import { Skeleton } from '@mantine/core';
import type { UseInfiniteQueryResult } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useFormats } from '../format/formats';
import { useQueryState } from '../page/use-query-state';
import { EmptyPlace } from '../parts/empty-place';
import { ListHead, MessageRow } from './message-row';
import type { MessagePages } from './messages.queries';
import { useListKeys } from './use-list-keys';
import { useMessagesTexts } from './use-messages-texts';
import type { Newer } from './use-newer';
import { useRows } from './use-rows';

interface MessageListProps {
  readonly list: UseInfiniteQueryResult<MessagePages>;
  readonly newer: Newer;
  readonly hasFilters: boolean;
}

/** Only the rows that can be seen are drawn. Rows keep their places: what is newer waits to be asked for. */
export function MessageList({ hasFilters, list, newer }: MessageListProps): React.JSX.Element {
  const texts = useMessagesTexts();
  const { data, hasNextPage, isPlaceholderData } = list;
  const { messages, rowPx, scroller, virtual } = useRows(list);
  const { active, onKeyDown, open } = useListKeys(messages, (n) => virtual.scrollToIndex(n));
  const isEmpty = data !== undefined && messages.length === 0 && !hasNextPage;
  return (
    <section className="card messages-list" data-stale={isPlaceholderData}>
      <ListHead />
      <NewPill newer={newer} scroller={scroller} />
      <div
        ref={scroller}
        className="messages-scroller"
        role="listbox"
        tabIndex={0}
        aria-label={texts.list}
        aria-activedescendant={active >= 0 ? `message-${active}` : undefined}
        onKeyDown={onKeyDown}
      >
        {data === undefined && <Skeletons />}
        <div style={{ height: virtual.getTotalSize(), position: 'relative' }} role="presentation">
          {virtual.getVirtualItems().map(({ index, start }) => (
            <MessageRow
              key={index}
              message={messages[index] as (typeof messages)[number]}
              index={index}
              top={start}
              height={rowPx}
              isActive={index === active}
              onOpen={open}
            />
          ))}
        </div>
      </div>
      {isEmpty && <NoMessages hasFilters={hasFilters} />}
      <ListEnd list={list} count={messages.length} />
    </section>
  );
}

interface NewPillProps {
  readonly newer: Newer;
  readonly scroller: React.RefObject<HTMLDivElement | null>;
}

/** How much is new. It is shown when somebody asks, or at once while the list is followed from its top. */
function NewPill({ newer, scroller }: NewPillProps): React.JSX.Element {
  const texts = useMessagesTexts();
  const { count } = useFormats();
  const [{ live }] = useQueryState();
  const show = (): void => {
    scroller.current?.scrollTo({ top: 0 });
    void newer.show();
  };
  useEffect(() => {
    const isAtTop = (scroller.current?.scrollTop ?? 0) === 0;
    if (live === 'on' && newer.count > 0 && isAtTop) void newer.show();
  }, [live, newer.count, newer.show, scroller]);
  return (
    <div className="messages-newer" role="status">
      {newer.count > 0 && live !== 'on' && (
        <button type="button" title={texts.newerHint} onClick={show}>
          ↑ {texts.newer(count(newer.count))}
        </button>
      )}
    </div>
  );
}

function NoMessages({ hasFilters }: { hasFilters: boolean }): React.JSX.Element {
  const texts = useMessagesTexts();
  return (
    <div className="messages-empty">
      {hasFilters ? (
        <EmptyPlace title={texts.none} hint={texts.noneHint} />
      ) : (
        <EmptyPlace title={texts.empty} hint={texts.emptyHint} />
      )}
    </div>
  );
}

function Skeletons(): React.JSX.Element {
  return (
    <>
      {Array.from({ length: 14 }, (_, n) => (
        <Skeleton key={n} height={16} my={10} mx={16} width="auto" />
      ))}
    </>
  );
}

function ListEnd({
  count,
  list,
}: Pick<MessageListProps, 'list'> & { count: number }): React.JSX.Element {
  const texts = useMessagesTexts();
  const { count: write, moment } = useFormats();
  const since = list.data?.pages[0]?.since;
  return (
    <footer className="messages-end soft">
      {list.hasNextPage
        ? texts.loaded(write(count), list.isFetchingNextPage)
        : since && texts.end(moment(since))}
    </footer>
  );
}
