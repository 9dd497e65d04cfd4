import type { Command } from '../cli-context';
import { readOptions, required } from '../read-options';
import { readSelection, selectionOptions } from './read-selection';
import { requireKnown } from './require-known';

interface Summary {
  readonly discarded: number;
  readonly skipped: number;
  readonly failed: number;
  readonly left: number;
  readonly skippedBecause?: Readonly<Record<string, number>>;
}

/** Puts dead letters away for good; 1 when one could not be. */
export const runDiscard: Command = async (args, { by, print, worker }) => {
  const { values } = readOptions(args, selectionOptions);
  const selection = readSelection(values);
  const body = { ...selection, by, reason: required('reason', values.reason) };
  await requireKnown({ worker }, values);
  const summary = await worker.post<Summary>('/dead-letters/discard', body);
  const { discarded, failed, left, skipped, skippedBecause = {} } = summary;
  const reasons = Object.entries(skippedBecause).map(([reason, count]) => `${count} ${reason}`);
  const why = reasons.length === 0 ? '' : ` (${reasons.join(', ')})`;
  print(
    values.json
      ? JSON.stringify(summary)
      : `${discarded} discarded, ${skipped} skipped${why}, ${failed} failed, ${left} left`,
  );
  return failed === 0 ? 0 : 1;
};
