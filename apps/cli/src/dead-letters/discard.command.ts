import type { CliContext, Command } from '../cli-context';
import { readOptions, required } from '../read-options';
import { describeResult, type Result } from './describe-result';
import { readSelection, selectionOptions } from './read-selection';
import { requireKnown } from './require-known';

interface Summary {
  readonly discarded?: number;
  readonly restored?: number;
  readonly skipped: number;
  readonly failed: number;
  readonly left: number;
  readonly skippedBecause?: Readonly<Record<string, number>>;
  readonly results?: readonly Result[];
}

/** Puts dead letters away; 1 when one could not be. */
export const runDiscard: Command = (args, context) => act('discard', args, context);

/** Opens discarded dead letters again; 1 when one could not be. */
export const runRestore: Command = (args, context) => act('restore', args, context);

async function act(
  action: 'discard' | 'restore',
  args: readonly string[],
  { by, print, worker }: CliContext,
): Promise<number> {
  const { values } = readOptions(args, selectionOptions);
  const selection = readSelection(values);
  const body = { ...selection, by, reason: required('reason', values.reason) };
  await requireKnown({ worker }, values);
  const summary = await worker.post<Summary>(`/dead-letters/${action}`, body);
  const { discarded, failed, left, restored, skipped, skippedBecause = {} } = summary;
  const done = action === 'discard' ? `${discarded} discarded` : `${restored} restored`;
  const reasons = Object.entries(skippedBecause).map(([reason, count]) => `${count} ${reason}`);
  const why = reasons.length === 0 ? '' : ` (${reasons.join(', ')})`;
  if (values.json) print(JSON.stringify(summary));
  else {
    for (const result of summary.results ?? []) print(describeResult(result));
    print(`${done}, ${skipped} skipped${why}, ${failed} failed, ${left} left`);
  }
  return failed === 0 ? 0 : 1;
}
