import { RetryableError } from '../messages/handler-errors';

/** A handler took longer than its queue allows. Another attempt may be quicker. */
export class HandlerTimeoutError extends RetryableError {
  constructor(limitMs: number) {
    super('handler_timeout', `the handler did not end within ${limitMs} ms`);
  }
}

/** A run that a signal can stop. */
type Run<A extends readonly unknown[], R> = (
  ...args: [...A, signal: AbortSignal]
) => Promise<R> | R;

/**
 * Gives `run` a time limit: when it has passed, the signal is aborted and the result is a
 * HandlerTimeoutError. A promise cannot be ended from outside; what it comes to later is ignored,
 * and `onLate` is called. A method that blocks the event loop cannot be interrupted at all.
 */
export function limitTime<A extends readonly unknown[], R>(
  run: Run<A, R>,
  limitMs: number,
  onLate: (outcome: { readonly error?: unknown }, ...args: A) => void,
): (...args: A) => Promise<R> | R {
  let latest: Deadline | undefined;
  return (...args) => {
    const now = Math.floor(performance.now());
    if (latest?.isFor(now) !== true) latest = new Deadline(now, limitMs);
    const deadline = latest;
    const running = run(...args, deadline.signal);
    if (!isThenable(running)) return running;
    return new Promise((resolve, reject) => {
      let isLate = false;
      const end = (): void => {
        isLate = true;
        reject(new HandlerTimeoutError(limitMs));
      };
      deadline.watch(end);
      running.then(
        (result) => {
          deadline.forget(end);
          if (isLate) onLate({}, ...args);
          else resolve(result);
        },
        (error: unknown) => {
          deadline.forget(end);
          if (isLate) onLate({ error }, ...args);
          // What a handler throws is passed on as it is: any value, an error or not.
          // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors
          else reject(error);
        },
      );
    });
  };
}

/**
 * When the calls that began in one millisecond must have ended. They share the signal and the timer:
 * one of each for every call is dearer than to read an event.
 */
class Deadline {
  private readonly stop = new AbortController();
  private readonly ends = new Set<() => void>();
  private timer?: NodeJS.Timeout;

  constructor(
    private readonly beganAt: number,
    private readonly limitMs: number,
  ) {}

  get signal(): AbortSignal {
    return this.stop.signal;
  }

  /** Whether it is that of a call that begins now. */
  isFor(now: number): boolean {
    return this.beganAt === now && !this.signal.aborted;
  }

  /** Calls `end` when it has passed, before the signal is aborted, unless it is forgotten by then. */
  watch(end: () => void): void {
    this.ends.add(end);
    this.timer ??= setTimeout(() => this.pass(), this.limitMs);
  }

  forget(end: () => void): void {
    this.ends.delete(end);
    if (this.ends.size > 0) return;
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  private pass(): void {
    for (const end of this.ends) end();
    this.stop.abort();
  }
}

function isThenable<R>(value: Promise<R> | R): value is Promise<R> {
  return typeof (value as { then?: unknown } | undefined)?.then === 'function';
}
