import { Table } from '@mantine/core';
import { useFormats } from '../format/formats';
import type { Day } from './list-days';
import { useLaterTexts } from './use-later-texts';

/** The hours of a day in which something is due. */
export function DayHours({ day }: { day: Day }): React.JSX.Element {
  const texts = useLaterTexts();
  const { count, tick } = useFormats();
  const most = Math.max(1, ...day.hours.map(({ messages }) => messages));
  return (
    <section className="card later-hours">
      <h2>{texts.hours(tick(day.at, true))}</h2>
      {day.hours.length === 0 && <p className="soft">{texts.noneThatDay}</p>}
      {day.hours.length > 0 && (
        <Table>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{texts.hour}</Table.Th>
              <Table.Th ta="right">{texts.messages}</Table.Th>
              <Table.Th aria-hidden />
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {day.hours.map(({ hour, messages }) => (
              <Table.Tr key={hour}>
                <Table.Td>{tick(Date.parse(hour), false)}</Table.Td>
                <Table.Td ta="right">{count(messages)}</Table.Td>
                <Table.Td className="later-bar" aria-hidden>
                  <div style={{ width: `${(100 * messages) / most}%` }} />
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
    </section>
  );
}
