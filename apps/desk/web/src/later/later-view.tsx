import { Skeleton, Title } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { Dto } from '../api/client';
import { useFormats } from '../format/formats';
import { useQueryState } from '../page/use-query-state';
import { EmptyPlace } from '../parts/empty-place';
import { ErrorNote } from '../parts/error-note';
import { usePreferences } from '../preferences/preferences';
import { Calendar } from './calendar';
import { DayHours } from './day-hours';
import './later.css';
import { useScheduled } from './later.queries';
import { listDays } from './list-days';
import { useLaterTexts } from './use-later-texts';

export default function LaterView(): React.JSX.Element {
  const { title } = useLaterTexts();
  const { data, error } = useScheduled();
  return (
    <div className="page">
      <Title order={1}>{title}</Title>
      <ErrorNote error={error} />
      {!data && !error && <Skeleton height={320} radius="md" />}
      {data && <Scheduled scheduled={data} />}
    </div>
  );
}

function Scheduled({ scheduled }: { scheduled: Dto<'ScheduledDto'> }): React.JSX.Element {
  const texts = useLaterTexts();
  const { count } = useFormats();
  const { zone } = usePreferences();
  const [{ day: chosen }, change] = useQueryState();
  const { ahead, hours, overdue } = scheduled;
  const days = listDays(hours, zone, Date.now());
  const day = days.find(({ name }) => name === chosen) ?? days.find(({ messages }) => messages > 0);
  return (
    <>
      <p className="later-sum">
        <strong>{texts.ahead(count(ahead))}</strong>
        <span data-bad={overdue !== null && overdue > 0}>{describeOverdue()}</span>
      </p>
      {ahead === 0 && (
        <section className="card">
          <EmptyPlace title={texts.emptyTitle} hint={texts.emptyHint}>
            <Link to="/publish">{texts.publish}</Link>
          </EmptyPlace>
        </section>
      )}
      {ahead > 0 && (
        <Calendar days={days} chosen={day?.name} onChosen={(name) => change({ day: name })} />
      )}
      {ahead > 0 && day && <DayHours day={day} />}
    </>
  );

  function describeOverdue(): string {
    if (overdue === null) return texts.overdueUnknown;
    return overdue > 0 ? texts.overdue(count(overdue)) : texts.noneOverdue;
  }
}
