import type { DeadLetterGroupDto } from '@warren/views';
import type { Command } from '../cli-context';
import { formatTable } from '../format-table';
import { readOptions } from '../read-options';
import { filterOptions, toFilter } from './filter-options';
import { requireKnown } from './require-known';

const OPTIONS = {
  ...filterOptions,
  state: { type: 'string' },
  limit: { type: 'string' },
  json: { type: 'boolean' },
} as const;

/** Shows dead letters by kind, the largest kind first. */
export const runGroups: Command = async (args, { columns, print, worker }) => {
  const { values } = readOptions(args, OPTIONS);
  await requireKnown({ worker }, values);
  const { limit = '100', state } = values;
  const query = { ...toFilter(values), limit, state };
  const { hasMore, pages } = await worker.list<DeadLetterGroupDto>('/dead-letters/groups', query);
  const groups = pages.flat().slice(0, Number(limit));
  if (values.json) print(JSON.stringify(groups, null, 2));
  else if (groups.length === 0) print('No dead letter matches.');
  else describeGroups(groups, columns).forEach((line) => print(line));
  if (hasMore && !values.json) print(`There are more than these ${groups.length}: see --limit.`);
  return 0;
};

function describeGroups(groups: readonly DeadLetterGroupDto[], columns: number): string[] {
  return formatTable(
    ['GROUP', 'COUNT', 'QUEUE', 'HANDLER', 'CODE', 'FIRST', 'LAST', 'MESSAGE'],
    groups.map(({ code, count, first, group, handler, last, message, queue }) => [
      ...[group, count, queue, handler, code, first, last],
      message,
    ]),
    columns,
  );
}
