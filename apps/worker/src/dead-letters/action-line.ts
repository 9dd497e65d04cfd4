import type { DiscardResult, RedriveResult, RedriveStep, RedriveSummary } from '@warren/messaging';
import { toProblem } from '@warren/http';

/** What became of one dead letter, as the API shows it. */
interface ActionLine {
  readonly deadLetterId: string;
  readonly messageId?: string;
  readonly queue?: string;
  readonly outcome: string;
  readonly reason?: string;
  readonly problem?: object;
}

/** A line of the answer to a redrive. */
type RedriveLine = ActionLine | { readonly summary: RedriveSummary };

/** The steps of a redrive as the API shows them. */
export async function* toLines(steps: AsyncIterable<RedriveStep>): AsyncGenerator<RedriveLine> {
  for await (const step of steps) yield 'summary' in step ? step : toLine(step);
}

/** The summary of a discard or a restore, with the results in it as the lines of a redrive. */
export function withLines<S extends { readonly results?: readonly DiscardResult[] }>({
  results,
  ...counts
}: S): Omit<S, 'results'> & { results?: ActionLine[] } {
  return results ? { ...counts, results: results.map(toLine) } : counts;
}

function toLine({ error, ...result }: DiscardResult | RedriveResult): ActionLine {
  if (error === undefined) return result;
  return { ...result, problem: toProblem(error, `/dead-letters/${result.deadLetterId}`).body };
}
