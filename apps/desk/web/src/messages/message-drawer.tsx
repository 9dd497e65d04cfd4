import { CloseButton, Skeleton } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useEffect } from 'react';
import { useQueryState } from '../page/use-query-state';
import { ErrorNote } from '../parts/error-note';
import { JsonText } from '../parts/json-text';
import { OutcomeMark } from '../parts/outcome';
import './message-drawer.css';
import { useMessagesTexts } from './use-messages-texts';
import { Countdown } from './story/countdown';
import { findNextAttempt } from './story/find-next-attempt';
import { StepList } from './story/step-list';
import { useStory, type QueueStory, type Story } from './story/story.queries';
import { useStoryTexts } from './story/use-story-texts';

/** The short story of the message that is open. It covers no row that the keys go to. */
export function MessageDrawer(): React.ReactNode {
  const texts = useMessagesTexts();
  const [{ lane, open }, change] = useQueryState();
  const { data, error } = useStory(open);
  const close = (): void => change({ open: undefined, lane: undefined });
  useEffect(() => {
    if (open === undefined) return;
    const onKey = ({ key }: KeyboardEvent): void => {
      if (key === 'Escape') change({ open: undefined, lane: undefined });
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [change, open]);
  if (open === undefined) return null;
  return (
    <aside className="message-drawer" aria-label={texts.drawer}>
      <header>
        <h2 className="cut">{data?.event?.tipo ?? texts.drawer}</h2>
        <Link to={`/messages/${encodeURIComponent(open)}`} className="drawer-link">
          {texts.wholeStory}
        </Link>
        <CloseButton aria-label={texts.close} onClick={close} />
      </header>
      <div className="drawer-body" tabIndex={0} role="region" aria-label={texts.drawer}>
        <ErrorNote error={error} />
        {data ? <ShortStory story={data} lane={lane} /> : !error && <Skeleton height={240} />}
      </div>
    </aside>
  );
}

function ShortStory({ lane, story }: { story: Story; lane?: string }): React.JSX.Element {
  const texts = useStoryTexts();
  const { exact } = story;
  const opened = story.queues.toSorted(
    (one, other) => Number(other.queue === lane) - Number(one.queue === lane),
  );
  return (
    <>
      <dl className="drawer-facts">
        <dt>{texts.facts.id}</dt>
        <dd>{story.event?.id ?? '–'}</dd>
        <dt>{texts.facts.messageId}</dt>
        <dd className="mono">{story.messageId}</dd>
        {story.correlationId && (
          <>
            <dt>{texts.facts.flow}</dt>
            <dd>{story.correlationId}</dd>
          </>
        )}
      </dl>
      {opened.map((queue) => (
        <ShortLane key={queue.queue} queue={queue} />
      ))}
      <h3>{texts.payload}</h3>
      {story.event ? (
        <JsonText label={texts.payload} value={(exact.event as { payload: unknown }).payload} />
      ) : (
        <p className="soft">{texts.noEvent}</p>
      )}
    </>
  );
}

function ShortLane({ queue }: { queue: QueueStory }): React.JSX.Element {
  const nextMs = findNextAttempt(queue);
  return (
    <section className="drawer-lane">
      <h3>
        <span className="cut">{queue.queue}</span>
        <OutcomeMark outcome={queue.outcome} />
      </h3>
      {nextMs !== undefined && <Countdown atMs={nextMs} />}
      <StepList queue={queue} />
    </section>
  );
}
