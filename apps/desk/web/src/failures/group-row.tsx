import { Link } from '@tanstack/react-router';
import { useFormats } from '../format/formats';
import type { FailureGroup } from './failures.queries';
import { useFailuresTexts } from './use-failures-texts';

const NEW_MS = 3_600_000;

/** Failures of one kind: what went wrong, where, how often and when. */
export function GroupRow({ group }: { group: FailureGroup }): React.JSX.Element {
  const texts = useFailuresTexts();
  const { count } = useFormats();
  const isNew = Date.now() - Date.parse(group.first) < NEW_MS;
  return (
    <li>
      <Link to="/failures/$group" params={{ group: group.group }} className="failure-row">
        <span className="failure-what">
          <span className="failure-message">{group.message}</span>
          <span className="failure-where">
            {isNew && <em>{texts.isNew}</em>}
            <code className="mono">{group.code}</code>
            <span className="mono">{group.queue}</span>
            <span className="soft cut">{group.handler ?? texts.unhandled}</span>
          </span>
        </span>
        <span className="failure-times">
          <Time label={texts.first} at={group.first} />
          <Time label={texts.last} at={group.last} />
        </span>
        <strong aria-label={texts.count(count(group.count), group.count)}>
          {count(group.count)}
        </strong>
      </Link>
    </li>
  );
}

function Time({ at, label }: { at: string; label: string }): React.JSX.Element {
  const { away, moment } = useFormats();
  return (
    <span className="soft">
      <span>{label}</span>{' '}
      <time dateTime={at} title={moment(at)}>
        {away(at)}
      </time>
    </span>
  );
}
