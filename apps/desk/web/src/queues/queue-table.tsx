import { Table } from '@mantine/core';
import { WideTable } from '../parts/wide-table';
import type { Dto } from '../api/client';
import { useFormats } from '../format/formats';
import { depthOf, isUnattended } from './choose-queues';
import { useQueuesTexts } from './use-queues-texts';

type Queue = Dto<'QueueDto'>;

interface QueueTableProps {
  readonly queues: readonly Queue[];
  readonly onOpen: (name: string) => void;
}

export function QueueTable({ onOpen, queues }: QueueTableProps): React.JSX.Element {
  const { columns, title } = useQueuesTexts();
  const deepest = Math.max(...queues.map(depthOf), 1);
  return (
    <WideTable label={title} minWidth={760}>
      <Table highlightOnHover className="queues-table">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{columns.name}</Table.Th>
            <Table.Th w="22%">{columns.depth}</Table.Th>
            <Table.Th ta="right">{columns.workers}</Table.Th>
            <Table.Th ta="right">{columns.in}</Table.Th>
            <Table.Th ta="right">{columns.done}</Table.Th>
            <Table.Th ta="right">{columns.failed}</Table.Th>
            <Table.Th ta="right">{columns.empty}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {queues.map((queue) => (
            <QueueRow
              key={queue.name}
              queue={queue}
              share={depthOf(queue) / deepest}
              onOpen={onOpen}
            />
          ))}
        </Table.Tbody>
      </Table>
    </WideTable>
  );
}

interface QueueRowProps {
  readonly queue: Queue;
  readonly share: number;
  readonly onOpen: (name: string) => void;
}

function QueueRow({ onOpen, queue, share }: QueueRowProps): React.JSX.Element {
  const texts = useQueuesTexts();
  const { away, count, moment, rate } = useFormats();
  const { consumers, drainsAt, found, inPerSecond, journal, name, trend } = queue;
  const isBad = isUnattended(queue);
  return (
    <Table.Tr onClick={() => onOpen(name)} data-bad={isBad || undefined}>
      <Table.Td>
        <button type="button" className="queue-open mono" aria-label={texts.open(name)}>
          {name}
        </button>
        {isBad && (
          <div className="queue-bad">{found === false ? texts.missing : texts.unconsumed}</div>
        )}
      </Table.Td>
      <Table.Td>
        <div className="queue-depth">
          <span>{count(depthOf(queue))}</span>
          <i style={{ width: `${share * 100}%` }} />
        </div>
      </Table.Td>
      <Table.Td ta="right">{count(consumers)}</Table.Td>
      <Table.Td ta="right">{rate(inPerSecond ?? journal?.in)}</Table.Td>
      <Table.Td ta="right">{rate(journal?.processed)}</Table.Td>
      <Table.Td ta="right" data-failing={(journal?.failed ?? 0) > 0 || undefined}>
        {rate(journal?.failed)}
      </Table.Td>
      <Table.Td ta="right" title={drainsAt && moment(drainsAt)}>
        {drainsAt ? away(drainsAt) : texts.trend[trend ?? 'unknown']}
      </Table.Td>
    </Table.Tr>
  );
}
