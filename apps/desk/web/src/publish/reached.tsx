import { Button } from '@mantine/core';
import type { Dto } from '../api/client';
import { ErrorNote } from '../parts/error-note';
import { useExample, type Verdict } from './publish.queries';
import { usePublishTexts } from './use-publish-texts';

interface ReachedProps {
  readonly route: Dto<'RouteDto'>;
  readonly verdicts: readonly Verdict[];
  readonly onExample: (event: object) => void;
}

/** The queues that the event would reach, and whether each would accept it. */
export function Reached({ onExample, route, verdicts }: ReachedProps): React.JSX.Element {
  const texts = usePublishTexts();
  const example = useExample();
  const take = (queue: string): void =>
    example.mutate(queue, { onSuccess: (event) => event && onExample(event) });
  return (
    <div role="status">
      <strong className="publish-reach" data-bad={verdicts.length === 0}>
        {verdicts.length === 0 ? texts.nowhere : texts.reaches(verdicts.length)}
      </strong>
      {verdicts.length === 0 && route.near.length > 0 && (
        <p className="soft">
          {texts.near}: <span className="mono">{route.near.join(', ')}</span>
        </p>
      )}
      <ul className="publish-queues">
        {verdicts.map(({ error, faults, queue }) => (
          <li key={queue}>
            <span className="mono">{queue}</span>{' '}
            {faults && (
              <span data-bad={faults.length > 0}>
                {faults.length > 0 ? texts.refuses : texts.accepts}
              </span>
            )}
            <Button size="compact-xs" variant="subtle" onClick={() => take(queue)}>
              {texts.useExample(queue)}
            </Button>
            <ErrorNote error={error} />
            {faults?.map(({ detail, pointer }) => (
              <small key={`${pointer} ${detail}`}>
                <code>{pointer}</code> {detail}
              </small>
            ))}
          </li>
        ))}
      </ul>
      <ErrorNote error={example.error} />
    </div>
  );
}
