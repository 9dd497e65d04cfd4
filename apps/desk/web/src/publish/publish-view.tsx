import { Skeleton, Title } from '@mantine/core';
import { useQueryState } from '../page/use-query-state';
import { ErrorNote } from '../parts/error-note';
import { Destination } from './destination';
import { EventEditor } from './event-editor';
import { ExampleLinks } from './example-links';
import { writeExample } from './examples';
import './publish.css';
import { useReached, useVerdicts } from './publish.queries';
import { Reached } from './reached';
import { SendForm } from './send-form';
import { useDraft } from './use-draft';
import { usePlace } from './use-place';
import { usePublishTexts } from './use-publish-texts';

/** Writes one event and says what would come of it before it is sent. Where to is in the address. */
export default function PublishView(): React.JSX.Element {
  const texts = usePublishTexts();
  const [{ example }] = useQueryState();
  const { go, place, typed, way, ways } = usePlace();
  const draft = useDraft(() => writeExample(example));
  const { parsed, replace, settled, text } = draft;
  const isJson = 'value' in parsed;
  const reached = useReached(place);
  const verdicts = useVerdicts(reached.data?.queues ?? [], isJson ? settled : undefined);
  const isReached = reached.data !== undefined && !reached.isPlaceholderData;
  const event = text === settled && isJson ? parsed.value : undefined;
  const show = (name: string): void => {
    replace(writeExample(name));
    go({ example: name, to: undefined });
  };
  return (
    <div className="page">
      <Title order={1}>{texts.title}</Title>
      <p className="soft publish-about">{texts.about}</p>
      <ExampleLinks chosen={example} onChosen={show} />
      <ErrorNote error={ways.error ?? reached.error} />
      <div className="publish-columns">
        <section className="card publish-card" aria-label={texts.event}>
          {way ? (
            <Destination {...{ way, ways: ways.data ?? [], typed }} onTyped={go} />
          ) : (
            <Skeleton height={60} />
          )}
          <EventEditor draft={draft} verdicts={verdicts} />
        </section>
        <section className="card publish-card" aria-label={texts.outcome}>
          <h2>{texts.outcome}</h2>
          {reached.data && (
            <Reached
              route={reached.data}
              verdicts={verdicts}
              onExample={(found) => replace(JSON.stringify(found, null, 2))}
            />
          )}
          <SendForm {...{ place, event, isJson, verdicts: isReached ? verdicts : undefined }} />
        </section>
      </div>
    </div>
  );
}
