import { Injectable } from '@nestjs/common';

/**
 * The exit code of a process that a restart cannot mend: a bad variable, a port that is taken, a
 * topology that the broker contradicts (EX_CONFIG of sysexits.h).
 */
export const EXIT_CONFIGURATION = 78;

/**
 * How a part says that the process cannot do its work and must end: a topology the broker
 * contradicts, for instance. What runs the process listens and stops it in order.
 */
@Injectable()
export class Lifecycle {
  private onFailure?: (error: Error) => void;
  private hasFailed = false;

  /** Sets the listener for a failure. Only one: the process ends once. */
  whenFailed(listener: (error: Error) => void): void {
    this.onFailure = listener;
  }

  /**
   * Ends the process, once. The listener ends it in order; without one the error is thrown where nothing
   * catches it, so that the process does not stay up, not ready, for ever.
   */
  fail(error: Error): void {
    if (this.hasFailed) return;
    this.hasFailed = true;
    if (this.onFailure) return this.onFailure(error);
    setImmediate(() => {
      throw error;
    });
  }
}
