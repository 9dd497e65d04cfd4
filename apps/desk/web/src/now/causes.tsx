import { Badge } from '@mantine/core';
import type { Dto } from '../api/client';
import { useFormats } from '../format/formats';
import { CauseActions } from './cause-actions';
import { useNowTexts } from './use-now-texts';

type Cause = Dto<'CauseDto'>;

const SEVERE =
  /^(broker|no-worker|policy|queue-(missing|unavailable|unattended|stuck|failing)|dead-letters-growing)/;

/** What needs a person, the worst first, each with what fixes it. */
export function Causes({ now }: { now: Dto<'NowDto'> }): React.ReactNode {
  const { more } = useNowTexts();
  if (now.causes.length === 0) return null;
  return (
    <ol className="card now-causes">
      {now.causes.map((cause) => (
        <CauseRow key={`${cause.kind} ${cause.queue} ${cause.group}`} cause={cause} />
      ))}
      {now.count > now.causes.length && (
        <li className="soft">{more(now.count - now.causes.length)}</li>
      )}
    </ol>
  );
}

function CauseRow({ cause }: { cause: Cause }): React.JSX.Element {
  const texts = useNowTexts();
  const { away, moment } = useFormats();
  const isSevere = SEVERE.test(cause.kind);
  return (
    <li>
      <div className="now-cause">
        <Badge
          variant="light"
          color={isSevere ? 'red' : 'yellow'}
          className="now-severity"
          data-severe={isSevere}
        >
          {isSevere ? texts.severe : texts.notable}
        </Badge>
        <span className="now-cause-title">{texts.cause(cause)}</span>
        {cause.since && (
          <time className="soft" dateTime={cause.since} title={moment(cause.since)}>
            {away(cause.since)}
          </time>
        )}
      </div>
      <CauseActions cause={cause} />
    </li>
  );
}
