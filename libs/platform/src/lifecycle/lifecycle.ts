import { Injectable } from '@nestjs/common';

/**
 * The exit code of a process that a restart cannot mend: a bad variable, a port that is taken, a
 * topology that the broker contradicts (EX_CONFIG of sysexits.h).
 */
export const EXIT_CONFIGURATION = 78;

/**
 * How a part says that the process cannot do its work and must end: a topology the broker
 * contradicts, for instance. Whoever runs the process listens and stops it in order.
 */
@Injectable()
export class Lifecycle {
  private onFailure?: (error: Error) => void;
  private hasFailed = false;

  /** Sets who is told. Only one listener: the process has one end. */
  whenFailed(listener: (error: Error) => void): void {
    this.onFailure = listener;
  }

  /** Ends the process in order, with exit code 78 and this error's message as the reason; once. */
  fail(error: Error): void {
    if (this.hasFailed) return;
    this.hasFailed = true;
    this.onFailure?.(error);
  }
}
