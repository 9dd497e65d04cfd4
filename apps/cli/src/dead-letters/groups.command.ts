import type { Command } from '../cli-context';
import { formatTable } from '../format-table';
import { readOptions } from '../read-options';
import { filterOptions, toFilter } from './filter-options';

const OPTIONS = {
  ...filterOptions,
  state: { type: 'string' },
  json: { type: 'boolean' },
} as const;

interface Group {
  readonly group: string;
  readonly queue: string;
  readonly handler: string | null;
  readonly code: string;
  readonly message: string;
  readonly count: number;
  readonly first: string;
  readonly last: string;
}

/** Shows dead letters by kind, the largest kind first. */
export const runGroups: Command = async (args, { print, worker }) => {
  const { values } = readOptions(args, OPTIONS);
  const groups = await worker.get<Group[]>('/dead-letters/groups', {
    ...toFilter(values),
    state: values.state,
  });
  if (values.json) print(JSON.stringify(groups, null, 2));
  else if (groups.length === 0) print('No dead letter matches.');
  else describeGroups(groups).forEach((line) => print(line));
  return 0;
};

function describeGroups(groups: readonly Group[]): string[] {
  return formatTable(
    ['GROUP', 'COUNT', 'QUEUE', 'HANDLER', 'CODE', 'FIRST', 'LAST', 'MESSAGE'],
    groups.map(({ code, count, first, group, handler, last, message, queue }) => [
      ...[group, count, queue, handler, code, first, last],
      message,
    ]),
  );
}
