import { Skeleton, Table } from '@mantine/core';
import type { Dto } from '../api/client';
import { useFormats } from '../format/formats';
import { EmptyPlace } from '../parts/empty-place';
import { WideTable } from '../parts/wide-table';
import { ErrorNote } from '../parts/error-note';
import { depthOf, findDeepest } from './find-deepest';
import { useQueues } from './now.queries';
import { useNowTexts } from './use-now-texts';

/** The work queues with the most messages, and when each is empty. */
export function Backlogs(): React.JSX.Element {
  const texts = useNowTexts();
  const { data, error } = useQueues();
  const deepest = data && findDeepest(data.queues);
  return (
    <section className="card now-backlogs">
      <h2>{texts.backlogs}</h2>
      <ErrorNote error={error} />
      {!deepest && <Skeleton height={120} m="md" width="auto" />}
      {deepest?.length === 0 && <EmptyPlace title={texts.noBacklog} hint={texts.noBacklogHint} />}
      {deepest && deepest.length > 0 && <BacklogTable queues={deepest} />}
    </section>
  );
}

function BacklogTable({ queues }: { queues: readonly Dto<'QueueDto'>[] }): React.JSX.Element {
  const { backlogs, columns } = useNowTexts();
  return (
    <WideTable label={backlogs} minWidth={420}>
      <Table>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{columns.queue}</Table.Th>
            <Table.Th ta="right">{columns.messages}</Table.Th>
            <Table.Th ta="right">{columns.perSecond}</Table.Th>
            <Table.Th ta="right">{columns.empty}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {queues.map((queue) => (
            <BacklogRow key={queue.name} queue={queue} />
          ))}
        </Table.Tbody>
      </Table>
    </WideTable>
  );
}

function BacklogRow({ queue }: { queue: Dto<'QueueDto'> }): React.JSX.Element {
  const { trend } = useNowTexts();
  const { away, count, moment, rate } = useFormats();
  return (
    <Table.Tr>
      <Table.Td className="mono">{queue.name}</Table.Td>
      <Table.Td ta="right">{count(depthOf(queue))}</Table.Td>
      <Table.Td ta="right">{rate(queue.netPerSecond)}</Table.Td>
      <Table.Td ta="right" title={queue.drainsAt && moment(queue.drainsAt)}>
        {queue.drainsAt ? away(queue.drainsAt) : trend[queue.trend ?? 'unknown']}
      </Table.Td>
    </Table.Tr>
  );
}
