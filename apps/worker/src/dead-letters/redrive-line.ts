import type { RedriveStep, RedriveSummary } from '@warren/messaging';
import { toProblem } from '@warren/platform';

/** A line of the answer to a redrive. */
type RedriveLine =
  | { readonly summary: RedriveSummary }
  | {
      readonly deadLetterId: string;
      readonly messageId?: string;
      readonly queue?: string;
      readonly outcome: string;
      readonly reason?: string;
      readonly problem?: object;
    };

/** The steps of a redrive as the API shows them. */
export async function* toLines(steps: AsyncIterable<RedriveStep>): AsyncGenerator<RedriveLine> {
  for await (const step of steps) yield toLine(step);
}

function toLine(step: RedriveStep): RedriveLine {
  if ('summary' in step) return step;
  const { error, ...result } = step;
  if (error === undefined) return result;
  return { ...result, problem: toProblem(error, `/dead-letters/${step.deadLetterId}`).body };
}
