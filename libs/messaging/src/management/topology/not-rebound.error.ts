import type { BindingPlan } from '../../topology/topology-plan';

/** Bindings could not be made again. The message has them as JSON, after the cause. */
export class NotReboundError extends Error {
  readonly code = 'not_rebound';

  constructor(bindings: readonly BindingPlan[], cause?: unknown) {
    const reason = cause instanceof Error ? `${cause.message}\n` : '';
    const lines = bindings.map((each) => JSON.stringify(each)).join('\n');
    super(
      `${reason}These bindings could not be made again; make by hand those that are missing:\n${lines}`,
      { cause },
    );
  }
}
