import type { DeadLetterDto } from '@warren/views';
import type { Command } from '../cli-context';
import { formatTable } from '../format-table';
import { readOptions } from '../read-options';
import { filterOptions, toFilter } from './filter-options';
import { requireKnown } from './require-known';

const OPTIONS = {
  ...filterOptions,
  group: { type: 'string' },
  state: { type: 'string' },
  limit: { type: 'string' },
  json: { type: 'boolean' },
} as const;

/** Lists the newest dead letters that match, oldest first. */
export const runList: Command = async (args, { columns, print, worker }) => {
  const { values } = readOptions(args, OPTIONS);
  await requireKnown({ worker }, values);
  const { group, json, limit = '50', state } = values;
  const query = { ...toFilter(values), group, limit, state };
  const { hasMore, pages } = await worker.list<DeadLetterDto>('/dead-letters', query);
  // Each page is older than the one before.
  const letters = pages.toReversed().flat().slice(-Number(limit));
  if (json) print(JSON.stringify(letters, null, 2));
  else describeList(letters, columns).forEach((line) => print(line));
  if (hasMore && !json) print(`There are more than these ${letters.length}: see --limit.`);
  return 0;
};

/** Dead letters as a table. */
function describeList(letters: readonly DeadLetterDto[], columns: number): string[] {
  if (letters.length === 0) return ['No dead letter matches.'];
  return formatTable(
    ['ID', 'AT', 'QUEUE', 'STATE', 'CAUSE', 'CODE', 'MESSAGE'],
    letters.map(({ at, cause, deadLetterId, failure, queue, state }) => [
      ...[deadLetterId, at, queue, state, cause, failure.code],
      failure.message,
    ]),
    columns,
  );
}
