import { decodeSteps } from './encode-steps';
import type { AttemptStep, ProgressStep, Step } from './step';

type RunStep = AttemptStep | ProgressStep;

/** The attempt that succeeded, or else the last; undefined when there was none. */
export function decisiveAttempt(steps: string): RunStep | undefined {
  const attempts = decodeSteps(steps).filter(isOfAttempt);
  return attempts.find(({ kind }) => kind === 'processed') ?? attempts.at(-1);
}

/** How long the handler ran in an attempt, in milliseconds; undefined while it runs. */
export function runMsOf(attempt: RunStep | undefined): number | undefined {
  return attempt && 'startedAt' in attempt
    ? Math.max(0, attempt.at - attempt.startedAt)
    : undefined;
}

function isOfAttempt(step: Step): step is RunStep {
  return 'attempt' in step;
}
