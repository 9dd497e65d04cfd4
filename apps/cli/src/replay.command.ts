import type { Command } from './cli-context';
import { WorkerError } from './cli-errors';
import { requireKnown } from './dead-letters/require-known';
import { toCell } from './format-table';
import { readNumber, readOptions, required } from './read-options';

const OPTIONS = {
  from: { type: 'string' },
  to: { type: 'string' },
  queue: { type: 'string', multiple: true },
  tipo: { type: 'string', multiple: true },
  rate: { type: 'string' },
  run: { type: 'string' },
  force: { type: 'boolean' },
  'dry-run': { type: 'boolean' },
  reason: { type: 'string' },
  json: { type: 'boolean' },
} as const;

interface Counts {
  readonly offset: number | null;
  readonly replayed: number;
  readonly skipped: number;
  readonly failed: number;
  readonly unreadable: number;
  readonly run: string;
}

interface Summary extends Counts {
  readonly dryRun?: true;
  readonly stopped?: string;
  readonly problem?: Problem;
}

interface Problem {
  readonly code: string;
  readonly detail: string;
}

interface Failure {
  readonly failedOffset: number;
  readonly messageId: string;
  readonly problem: Problem;
}

type Line = Counts | Failure | { readonly summary: Summary };

/**
 * Publishes past events again; 1 when one failed or it ended early, and then it prints how to
 * continue.
 */
export const runReplay: Command = async (args, { by, print, signal, worker }) => {
  const { values } = readOptions(args, OPTIONS);
  const body = {
    from: required('from', values.from),
    to: required('to', values.to),
    queues: values.queue,
    tipos: values.tipo,
    rate: readNumber('rate', values.rate),
    run: values.run,
    force: values.force,
    dryRun: values['dry-run'],
    by,
    reason: values.reason ?? 'replayed from the command line',
  };
  for (const queue of values.queue ?? []) await requireKnown({ worker }, { queue });
  let last: Counts | undefined;
  let summary: Summary | undefined;
  const sayHow = (): void => {
    if (summary && summary.stopped === undefined) return;
    if (last && !values.json) print(describeRest(args, last, values.force === true));
  };
  try {
    for await (const line of worker.lines<Line>('/replay', body)) {
      if ('summary' in line) last = summary = line.summary;
      else if ('offset' in line) last = line;
      print(values.json ? JSON.stringify(line) : describeLine(line));
    }
  } catch (error) {
    sayHow();
    if (!signal.aborted) throw error;
    return 1;
  }
  sayHow();
  if (!summary) throw new WorkerError('cut_off', 'the answer ended before its end');
  return summary.failed === 0 && summary.stopped === undefined ? 0 : 1;
};

function describeLine(line: Line): string {
  if ('failedOffset' in line) {
    const { failedOffset, messageId, problem } = line;
    return `failed  offset ${failedOffset}  ${toCell(messageId)}  ${toCell(`${problem.code}: ${problem.detail}`)}`;
  }
  if (!('summary' in line)) return describeCounts(line);
  const { dryRun, problem, stopped } = line.summary;
  const why = problem ? `: ${toCell(`${problem.code}: ${problem.detail}`)}` : '';
  const ended = stopped === undefined ? 'done' : `stopped, ${stopped}${why}`;
  return `${describeCounts(line.summary)}  ${dryRun ? 'dry run, nothing sent' : ended}`;
}

function describeCounts({ failed, offset, replayed, skipped, unreadable }: Counts): string {
  const counts = `replayed ${replayed}  skipped ${skipped}  failed ${failed}`;
  return `offset ${offset ?? '-'}  ${counts}${unreadable > 0 ? `  unreadable ${unreadable}` : ''}`;
}

/** The same command from where it is now. A forced run keeps its name, so that nothing is doubled. */
function describeRest(args: readonly string[], { offset, run }: Counts, isForced: boolean): string {
  if (offset === null) return 'Nothing was read: run it again.';
  const { values } = readOptions(args, OPTIONS);
  const rest = { ...values, from: String(offset), ...(isForced && { run }) };
  const options = Object.entries(rest).flatMap(([name, value]) =>
    value === true ? `--${name}` : [value].flat().map((each) => `--${name} ${quote(String(each))}`),
  );
  return `Continue with: npm run warren -- replay ${options.join(' ')}`;
}

/** As a shell takes it for one word. */
function quote(text: string): string {
  return /^[\w.:+-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
