import { Skeleton, Title } from '@mantine/core';
import { useFormats } from '../format/formats';
import { useRefetchOn } from '../live/use-refetch-on';
import { useQueryState } from '../page/use-query-state';
import { EmptyPlace } from '../parts/empty-place';
import { ErrorNote } from '../parts/error-note';
import { FailureFilters } from './failure-filters';
import './failures.css';
import { MAX_GROUPS, useGroups, type FailureGroup } from './failures.queries';
import { GroupRow } from './group-row';
import { readGroupFilters } from './read-group-filters';
import { readOrder, sortGroups } from './sort-groups';
import { useFailuresTexts } from './use-failures-texts';

/** What the journal has when the groups change. */
const CHANGES = ['dead-lettered', 'redriven', 'discarded', 'restored'];

export default function FailuresView(): React.JSX.Element {
  const texts = useFailuresTexts();
  const [state] = useQueryState();
  const filters = readGroupFilters(state);
  const { data, error } = useGroups(filters);
  useRefetchOn(CHANGES, 'failures');
  const isFiltered = Object.keys(filters).length > 0;
  return (
    <div className="page">
      <Heading groups={data} />
      <FailureFilters />
      <ErrorNote error={error} />
      {!data && !error && <Skeleton height={240} radius="md" />}
      {data?.length === 0 && (
        <section className="card">
          <EmptyPlace
            title={isFiltered ? texts.unmatchedTitle : texts.emptyTitle}
            hint={isFiltered ? texts.unmatchedHint : texts.emptyHint}
          />
        </section>
      )}
      {data && data.length > 0 && (
        <ol className="card failure-list">
          {sortGroups(data, readOrder(state['order'])).map((group) => (
            <GroupRow key={group.group} group={group} />
          ))}
        </ol>
      )}
      {data?.length === MAX_GROUPS && <p className="soft">{texts.largest(MAX_GROUPS)}</p>}
    </div>
  );
}

function Heading({ groups }: { groups: readonly FailureGroup[] | undefined }): React.JSX.Element {
  const texts = useFailuresTexts();
  const { count } = useFormats();
  const letters = groups?.reduce((sum, group) => sum + group.count, 0) ?? 0;
  return (
    <div className="failures-heading">
      <Title order={1}>
        {groups === undefined && texts.title}
        {groups && letters === 0 && texts.none}
        {groups && letters > 0 && texts.heading(count(letters), letters, groups.length)}
      </Title>
      <p className="soft">{texts.about}</p>
    </div>
  );
}
