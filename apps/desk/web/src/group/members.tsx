import { Button, Skeleton } from '@mantine/core';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useRef } from 'react';
import { useFormats } from '../format/formats';
import { EmptyPlace } from '../parts/empty-place';
import { ErrorNote } from '../parts/error-note';
import { useMembers, type DeadLetter } from './group.queries';
import { useGroupTexts } from './use-group-texts';

const ROW = 36;
const MAX_HEIGHT = 480;

/** The open ones; rows exist only while they are in sight. */
export function Members({ group, open }: { group: string; open: number }): React.JSX.Element {
  const texts = useGroupTexts();
  const { data, error, fetchNextPage, hasNextPage, isFetchingNextPage } = useMembers(group);
  const letters = data?.pages.flatMap((page) => page.letters) ?? [];
  return (
    <section className="card group-members" aria-label={texts.members}>
      <h2>{texts.members}</h2>
      <ErrorNote error={error} />
      {!data && !error && <Skeleton height={ROW * Math.min(Math.max(open, 1), 8)} />}
      {data && letters.length === 0 && (
        <EmptyPlace title={texts.noMembers} hint={texts.noMembersHint} />
      )}
      {letters.length > 0 && <MemberRows letters={letters} />}
      {hasNextPage && (
        <Button variant="subtle" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          {texts.more}
        </Button>
      )}
    </section>
  );
}

function MemberRows({ letters }: { letters: readonly DeadLetter[] }): React.JSX.Element {
  const { columns } = useGroupTexts();
  const box = useRef<HTMLDivElement>(null);
  const rows = useVirtualizer({
    count: letters.length,
    getScrollElement: () => box.current,
    estimateSize: () => ROW,
    overscan: 12,
  });
  const height = rows.getTotalSize();
  return (
    <>
      <div className="member-row member-head" aria-hidden>
        {Object.values(columns).map((column) => (
          <span key={column}>{column}</span>
        ))}
      </div>
      <div
        ref={box}
        className="member-box"
        style={{ height: Math.min(height, MAX_HEIGHT) }}
        tabIndex={0}
      >
        <ul style={{ height }}>
          {rows.getVirtualItems().map(({ index, start }) => (
            <MemberRow key={letters[index]?.deadLetterId} letter={letters[index]} start={start} />
          ))}
        </ul>
      </div>
    </>
  );
}

interface MemberRowProps {
  readonly letter: DeadLetter | undefined;
  readonly start: number;
}

function MemberRow({ letter, start }: MemberRowProps): React.ReactNode {
  const { away, count, moment } = useFormats();
  if (!letter) return null;
  return (
    <li className="member-row" style={{ transform: `translateY(${start}px)` }}>
      <span className="mono cut">{letter.messageId}</span>
      <span className="cut">{letter.failure.message}</span>
      <time dateTime={letter.at} title={moment(letter.at)}>
        {away(letter.at)}
      </time>
      <span>{count(letter.attempt)}</span>
    </li>
  );
}
