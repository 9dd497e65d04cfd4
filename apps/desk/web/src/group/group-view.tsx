import { Skeleton } from '@mantine/core';
import { useParams } from '@tanstack/react-router';
import { useRefetchOn } from '../live/use-refetch-on';
import { useQueryState } from '../page/use-query-state';
import { ErrorNote } from '../parts/error-note';
import { Cause } from './cause';
import './fix/fix.css';
import { FixPanel } from './fix/fix-panel';
import { GroupHeading } from './group-heading';
import './group.css';
import { useGroup } from './group.queries';
import { Members } from './members';
import { OperationStrip } from './operations/operation-strip';
import { Sample } from './sample';
import { Shared } from './shared';

/** What the journal has when the group changes. */
const CHANGES = ['dead-lettered', 'redriven', 'discarded', 'restored'];

/** Failures of one kind: why, what they share, and the way to put them right. */
export default function GroupView(): React.JSX.Element {
  const { group: id = '' }: { group?: string } = useParams({ strict: false });
  const [state] = useQueryState();
  const { data: group, error } = useGroup(id);
  useRefetchOn(CHANGES, 'failures');
  const isFixing = state['fix'] !== undefined && group !== undefined && group.open > 0;
  return (
    <div className="page">
      <ErrorNote error={error} />
      {!group && !error && <Skeleton height={320} radius="md" />}
      {group && <GroupHeading group={group} />}
      {state['operation'] && <OperationStrip id={state['operation']} />}
      {group && isFixing && <FixPanel group={group} />}
      {group && (
        <div className="group-columns">
          {!isFixing && <Sample letter={group.sample} />}
          <div className="group-side">
            <Cause group={group} />
            <Shared group={group} />
          </div>
        </div>
      )}
      {group && <Members group={id} open={group.open} />}
    </div>
  );
}
