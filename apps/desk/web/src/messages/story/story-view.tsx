import { Skeleton, Title } from '@mantine/core';
import { Link, useParams } from '@tanstack/react-router';
import { EmptyPlace } from '../../parts/empty-place';
import { ErrorNote } from '../../parts/error-note';
import { JsonText } from '../../parts/json-text';
import { OutcomeMark } from '../../parts/outcome';
import { FlowTree } from './flow-tree';
import { Lanes } from './lanes/lanes';
import { StepList } from './step-list';
import { StoryActions } from './story-actions';
import { StoryFacts } from './story-facts';
import './story.css';
import { useStory, type Story } from './story.queries';
import { useStoryTexts } from './use-story-texts';

export default function StoryView(): React.JSX.Element {
  const { messageId = '' }: { messageId?: string } = useParams({ strict: false });
  const { data, dataUpdatedAt, error } = useStory(messageId);
  if (error && 'status' in error && error.status === 404) return <UnknownMessage />;
  return (
    <div className="page">
      <ErrorNote error={error} />
      {data?.messageId === messageId ? (
        <WholeStory story={data} atMs={dataUpdatedAt} />
      ) : (
        !error && <Skeleton height={480} radius="md" />
      )}
    </div>
  );
}

function WholeStory({ atMs, story }: { story: Story; atMs: number }): React.JSX.Element {
  const texts = useStoryTexts();
  return (
    <>
      <header className="story-head">
        <Title order={1}>{story.event?.tipo ?? texts.title}</Title>
        <StoryActions story={story} />
      </header>
      <StoryFacts story={story} />
      <Lanes queues={story.queues} atMs={atMs} />
      <div className="story-columns">
        <div>
          {story.queues.map((queue) => (
            <section key={queue.queue} className="card story-part">
              <h2>
                <span className="cut">{queue.queue}</span>
                <OutcomeMark outcome={queue.outcome} />
              </h2>
              <StepList queue={queue} />
            </section>
          ))}
        </div>
        <div>
          <Content story={story} />
          <FlowTree
            correlationId={story.correlationId ?? story.messageId}
            messageId={story.messageId}
          />
        </div>
      </div>
    </>
  );
}

/** The payload and the headers, as they were published. */
function Content({ story }: { story: Story }): React.JSX.Element {
  const texts = useStoryTexts();
  const { event, headers } = story.exact;
  return (
    <section className="card story-part">
      <h2>{texts.payload}</h2>
      {story.event ? (
        <JsonText label={texts.payload} value={(event as { payload: unknown }).payload} />
      ) : (
        <p className="soft">{texts.noEvent}</p>
      )}
      <h2>{texts.headers}</h2>
      {Object.keys(story.headers).length > 0 ? (
        <JsonText label={texts.headers} value={headers} />
      ) : (
        <p className="soft">{texts.noHeaders}</p>
      )}
    </section>
  );
}

function UnknownMessage(): React.JSX.Element {
  const texts = useStoryTexts();
  return (
    <EmptyPlace title={texts.unknown} hint={texts.unknownHint}>
      <Link to="/messages">{texts.toMessages}</Link>
    </EmptyPlace>
  );
}
