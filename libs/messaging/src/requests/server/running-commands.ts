import { abortable } from '../../async/abortable';
import { CancelledCommands } from './cancelled-commands';

/** Why the wait for a command ended. `stopped`: its process ends. */
export type EndReason = 'cancelled' | 'overdue' | 'stopped';

/** The command was ended before its handler had done it. */
export class EndedError extends Error {
  constructor(readonly why: EndReason) {
    super(`the command was ended: ${why}`);
    this.name = 'EndedError';
  }
}

/** The commands whose handlers run, and how they are ended from outside. */
export class RunningCommands {
  private readonly running = new Map<string, Set<AbortController>>();

  constructor(private readonly cancelled = new CancelledCommands()) {}

  /**
   * Runs the handler and resolves with what it returns.
   *
   * @param run its signal aborts when the command is ended; its later result is ignored.
   * @throws EndedError as soon as it is ended; what `run` throws.
   */
  async run<T>(
    messageId: string,
    deadline: number,
    run: (signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    const stop = new AbortController();
    const others = this.running.get(messageId) ?? new Set();
    this.running.set(messageId, others.add(stop));
    const timer = setTimeout(() => stop.abort(new EndedError('overdue')), deadline - Date.now());
    try {
      return await abortable(run(stop.signal), stop.signal);
    } catch (error) {
      // A handler that obeys its signal throws too, perhaps first.
      throw stop.signal.aborted ? stop.signal.reason : error;
    } finally {
      clearTimeout(timer);
      others.delete(stop);
      if (others.size === 0) this.running.delete(messageId);
    }
  }

  /** Ends the command if it runs, and keeps it from being begun until its deadline. */
  cancel(messageId: string, deadline: number): void {
    this.cancelled.add(messageId, deadline, Date.now());
    for (const each of this.running.get(messageId) ?? []) each.abort(new EndedError('cancelled'));
  }

  wasCancelled(messageId: string): boolean {
    return this.cancelled.has(messageId);
  }

  /** Ends all that run: the process waits no longer. */
  stop(): void {
    for (const each of [...this.running.values()].flatMap((some) => [...some])) {
      each.abort(new EndedError('stopped'));
    }
  }
}
