import type { Command } from '../cli-context';
import { readOptions, required } from '../read-options';
import { readSelection, selectionOptions } from './read-selection';

interface Summary {
  readonly discarded: number;
  readonly skipped: number;
  readonly failed: number;
  readonly left: number;
}

/** Puts dead letters away for good; 1 when one could not be. */
export const runDiscard: Command = async (args, { by, print, worker }) => {
  const { values } = readOptions(args, selectionOptions);
  const selection = readSelection(values);
  const body = { ...selection, by, reason: required('reason', values.reason) };
  const summary = await worker.post<Summary>('/dead-letters/discard', body);
  const { discarded, failed, left, skipped } = summary;
  print(
    values.json
      ? JSON.stringify(summary)
      : `${discarded} discarded, ${skipped} skipped, ${failed} failed, ${left} left`,
  );
  return failed === 0 ? 0 : 1;
};
