import { setImmediate as turn } from 'node:timers/promises';
import { settleWithin } from './settle-within';

type Task = () => Promise<void>;

/**
 * Runs one task at a time, in order, urgent ones before the others. One that takes long is not waited
 * for: the next begins beside it.
 */
export class SerialQueue {
  private readonly urgent: Task[] = [];
  private readonly others: Task[] = [];
  private isRunning = false;

  /** @param patienceMs how long the next task waits for one. */
  constructor(private readonly patienceMs: number) {}

  /** Runs the task when its turn has come, and resolves when it has ended. @param task never rejects. */
  run(task: Task, { isUrgent = false } = {}): Promise<void> {
    return new Promise((resolve) => {
      (isUrgent ? this.urgent : this.others).push(() => task().then(resolve));
      if (!this.isRunning) void this.runAll();
    });
  }

  private async runAll(): Promise<void> {
    this.isRunning = true;
    for (;;) {
      const next = this.urgent.shift() ?? this.others.shift();
      if (!next) break;
      await settleWithin(next(), this.patienceMs);
      await ackLeaves();
    }
    this.isRunning = false;
  }
}

/** amqplib hands what it was given to the socket in the next turn of the event loop; then a crash cannot undo it. */
async function ackLeaves(): Promise<void> {
  await turn();
  await turn();
}
