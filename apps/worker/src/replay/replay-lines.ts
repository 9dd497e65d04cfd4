import type { ReplayStep } from '@warren/messaging';
import { toProblem, type ProblemError } from '@warren/http';

/** The steps of a replay as the lines of its answer. */
export async function* toReplayLines(
  steps: AsyncIterable<ReplayStep>,
  run: string,
): AsyncGenerator<object> {
  for await (const step of steps) yield toReplayLine(step, run);
}

function toReplayLine(step: ReplayStep, run: string): object {
  if ('progress' in step) return { ...step.progress, run };
  if ('failure' in step) {
    const { error, messageId, offset } = step.failure;
    return { failedOffset: offset, messageId, problem: describe(error) };
  }
  const { problem, ...summary } = step.summary;
  return { summary: { ...summary, ...(problem && { problem: describe(problem) }) } };
}

function describe(error: ProblemError): object {
  return toProblem(error, '/replay').body;
}
