import { Link } from '@tanstack/react-router';
import type { Story } from './story.queries';
import { useStoryTexts } from './use-story-texts';

/** Which message it is. */
export function StoryFacts({ story }: { story: Story }): React.JSX.Element {
  const { defaultExchange, facts, sameFlow } = useStoryTexts();
  const { causationId, correlationId, exchange, replayOf, routingKey } = story;
  return (
    <dl className="story-facts">
      <Fact name={facts.messageId}>{story.messageId}</Fact>
      <Fact name={facts.id}>{story.event?.id ?? '–'}</Fact>
      <Fact name={facts.sentTo}>{`${exchange || defaultExchange} · ${routingKey || '–'}`}</Fact>
      {correlationId && (
        <Fact name={facts.flow}>
          <Link to="/messages" search={{ correlationId }} title={sameFlow}>
            {correlationId}
          </Link>
        </Fact>
      )}
      {causationId && (
        <Fact name={facts.cause}>
          <StoryLink messageId={causationId} />
        </Fact>
      )}
      {replayOf && (
        <Fact name={facts.replayOf}>
          <StoryLink messageId={replayOf} />
        </Fact>
      )}
    </dl>
  );
}

function Fact({ children, name }: { name: string; children: React.ReactNode }): React.JSX.Element {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function StoryLink({ messageId }: { messageId: string }): React.JSX.Element {
  return <Link to={`/messages/${encodeURIComponent(messageId)}`}>{messageId}</Link>;
}
