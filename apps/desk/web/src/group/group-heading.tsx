import { Button, Title } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useFormats } from '../format/formats';
import { useQueryState } from '../page/use-query-state';
import { ActDialog } from './operations/act-dialog';
import type { Group } from './group.queries';
import { useGroupTexts } from './use-group-texts';

export function GroupHeading({ group }: { group: Group }): React.JSX.Element {
  const texts = useGroupTexts();
  const { away, count, moment } = useFormats();
  return (
    <div className="group-heading">
      <Link to="/failures" className="soft">
        ← {texts.back}
      </Link>
      <Title order={1}>{group.message}</Title>
      <p className="group-facts">
        <code className="mono">{group.code}</code>
        <span className="mono">{group.queue}</span>
        <strong>
          {group.open > 0 ? texts.letters(count(group.open), group.open) : texts.noneOpen}
        </strong>
        {group.settled > 0 && <span>{texts.settled(count(group.settled))}</span>}
        <span title={moment(group.firstSeen)}>
          {texts.first} {away(group.firstSeen)}
        </span>
        <span title={moment(group.last)}>
          {texts.last} {away(group.last)}
        </span>
      </p>
      <GroupActions group={group} />
    </div>
  );
}

function GroupActions({ group }: { group: Group }): React.JSX.Element {
  const texts = useGroupTexts();
  const [state, change] = useQueryState();
  const [asked, ask] = useState<'discard' | 'restore'>();
  const isFixing = state['fix'] !== undefined && group.open > 0;
  return (
    <div className="group-actions">
      <Button
        disabled={group.open === 0}
        variant={isFixing ? 'default' : 'filled'}
        onClick={() => change({ fix: isFixing ? undefined : 'yes' }, { push: true })}
      >
        {isFixing ? texts.close : texts.fix}
      </Button>
      <Button variant="default" disabled={group.open === 0} onClick={() => ask('discard')}>
        {texts.discard}
      </Button>
      {group.settled > 0 && (
        <Button variant="subtle" onClick={() => ask('restore')}>
          {texts.restore}
        </Button>
      )}
      {group.open === 0 && <span className="soft">{texts.whyOff.none}</span>}
      {asked && <ActDialog action={asked} group={group.group} onClose={() => ask(undefined)} />}
    </div>
  );
}
