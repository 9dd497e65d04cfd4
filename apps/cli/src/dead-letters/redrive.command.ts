import { UsageError } from '../cli-errors';
import type { Command } from '../cli-context';
import { readNumber, readOptions, required } from '../read-options';
import { describeResult, type Result } from './describe-result';
import { readSelection, selectionOptions } from './read-selection';
import { requireKnown } from './require-known';

const OPTIONS = {
  ...selectionOptions,
  payload: { type: 'string' },
  canary: { type: 'boolean' },
  'canary-wait': { type: 'string' },
  rate: { type: 'string' },
  'dry-run': { type: 'boolean' },
} as const;

interface Summary {
  readonly redriven: number;
  readonly skipped: number;
  readonly failed: number;
  readonly left: number;
  readonly wouldRedrive?: number;
  readonly stopped?: string;
}

/** Sends dead letters to their queues again; 1 when one failed or it was stopped. */
export const runRedrive: Command = async (args, { by, print, worker }) => {
  const { values } = readOptions(args, OPTIONS);
  const body = {
    ...readSelection(values),
    by,
    reason: required('reason', values.reason),
    payload: readPayload(values.payload),
    canary: values.canary,
    canaryWaitMs: readNumber('canary-wait', values['canary-wait']),
    rate: readNumber('rate', values.rate),
    dryRun: values['dry-run'],
  };
  await requireKnown({ worker }, values);
  const lines = worker.lines<Result | { summary: Summary }>('/dead-letters/redrive', body);
  let summary: Summary | undefined;
  for await (const line of lines) {
    if ('summary' in line) summary = line.summary;
    print(values.json ? JSON.stringify(line) : describeLine(line));
  }
  return summary && summary.failed === 0 && summary.stopped === undefined ? 0 : 1;
};

function readPayload(text: string | undefined): object | undefined {
  if (text === undefined) return undefined;
  try {
    const payload: unknown = JSON.parse(text);
    if (typeof payload === 'object' && payload !== null && !Array.isArray(payload)) return payload;
  } catch {
    // Said below.
  }
  throw new UsageError('--payload must be a JSON object');
}

function describeLine(line: Result | { summary: Summary }): string {
  if ('summary' in line) {
    const { failed, left, redriven, skipped, stopped, wouldRedrive } = line.summary;
    const done =
      wouldRedrive === undefined ? `${redriven} redriven` : `${wouldRedrive} would be redriven`;
    const ended = stopped === undefined ? '' : `; stopped: ${stopped}`;
    return `${done}, ${skipped} skipped, ${failed} failed, ${left} left${ended}`;
  }
  return describeResult(line);
}
