import { UsageError } from '../cli-errors';
import { filterOptions, toFilter, type FilterValues } from './filter-options';

/** The options that say which dead letters are acted on, and why. */
export const selectionOptions = {
  ...filterOptions,
  id: { type: 'string', multiple: true },
  group: { type: 'string' },
  all: { type: 'boolean' },
  reason: { type: 'string' },
  json: { type: 'boolean' },
} as const;

interface SelectionValues extends FilterValues {
  readonly id?: readonly string[];
  readonly group?: string;
  readonly all?: boolean;
}

/**
 * Which dead letters: ids, a group, a filter, or with `--all` every open one.
 *
 * @throws UsageError unless it is exactly one of these.
 */
export function readSelection({ all, group, id, ...filter }: SelectionValues): object {
  const given = Object.entries(toFilter(filter)).filter(([, value]) => value !== undefined);
  const selections = [
    ...(id === undefined ? [] : [{ ids: id }]),
    ...(group === undefined ? [] : [{ group }]),
    ...(given.length === 0 ? [] : [{ filter: Object.fromEntries(given) }]),
    ...(all ? [{ filter: {} }] : []),
  ];
  const [selection, ...others] = selections;
  if (selection === undefined || others.length > 0) {
    throw new UsageError('say which, in one way: --id, --group, filters such as --queue, or --all');
  }
  return selection;
}
