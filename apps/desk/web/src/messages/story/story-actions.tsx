import { Button, CopyButton } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { API_ROOT } from '../../api/desk-address';
import { useDeadLetter, type Story } from './story.queries';
import { useStoryTexts } from './use-story-texts';

/** What can be done from here. */
export function StoryActions({ story }: { story: Story }): React.JSX.Element {
  const texts = useStoryTexts();
  const address = `${API_ROOT}/messages/${encodeURIComponent(story.messageId)}`;
  const dead = story.queues
    .filter(({ outcome }) => outcome === 'dead-lettered')
    .flatMap(({ steps }) => steps.findLast(({ deadLetterId }) => deadLetterId)?.deadLetterId ?? []);
  return (
    <div className="story-actions" role="group" aria-label={texts.actions}>
      {dead.slice(0, 3).map((deadLetterId) => (
        <GroupLink key={deadLetterId} deadLetterId={deadLetterId} />
      ))}
      <CopyText label={texts.copyId} text={story.messageId} />
      <CopyText label={texts.copyCurl} text={`curl '${address.replaceAll("'", '%27')}'`} />
    </div>
  );
}

function GroupLink({ deadLetterId }: { deadLetterId: string }): React.ReactNode {
  const texts = useStoryTexts();
  const { data } = useDeadLetter(deadLetterId);
  if (data?.state !== 'open') return null;
  return (
    <Link className="story-group" to={`/failures/${encodeURIComponent(data.group)}`}>
      {texts.openGroup} · {data.queue}
    </Link>
  );
}

function CopyText({ label, text }: { label: string; text: string }): React.JSX.Element {
  const { copied: done } = useStoryTexts();
  return (
    <CopyButton value={text}>
      {({ copied, copy }) => (
        <Button size="xs" variant="default" onClick={copy}>
          {copied ? done : label}
        </Button>
      )}
    </CopyButton>
  );
}
