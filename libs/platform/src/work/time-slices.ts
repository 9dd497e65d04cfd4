import { Injectable } from '@nestjs/common';

/** Work in steps of a few milliseconds at most; the generator returns the result. */
export type Steps<T> = Generator<void, T, void>;

/** How long the event loop is held at a stretch, unless a single step takes longer. */
const SLICE_MS = 10;
/** Jobs in progress at once. Their results are in memory, so others wait for their turn. */
const MAX_RUNNING = 4;
/** Turns that are given before the jobs get a slice. */
const TURNS_IN_A_ROW = 16;

interface Job {
  readonly steps: Steps<unknown>;
  readonly signal?: AbortSignal;
  readonly resolve: (result: unknown) => void;
  readonly reject: (reason: unknown) => void;
  /** For one that waits, when its signal is aborted. */
  readonly leave: () => void;
}

/**
 * The one time budget for all work that grows with what is stored: searches, groups, selections, pages.
 * It runs in slices of about 10 ms, and at least as long is left between two slices for everything
 * else. However many jobs there are, they slow down each other and nothing else.
 */
@Injectable()
export class TimeSlices {
  private readonly running: Job[] = [];
  private readonly waiting = new Set<Job>();
  private readonly turns: (() => void)[] = [];
  private turnsInARow = 0;
  private isScheduled = false;
  /** Until then the event loop belongs to others. */
  private restsUntil = 0;

  /**
   * Resolves with the result of the steps; rejects with what they throw. They are taken in turn with
   * those of other jobs.
   *
   * @throws the signal's reason when it is aborted; no further step is taken then.
   */
  run<T>(steps: Steps<T>, signal?: AbortSignal): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason as Error);
      const leave = (): void => {
        this.waiting.delete(job);
        reject(signal?.reason as Error);
      };
      const job: Job = { steps, signal, resolve: resolve as Job['resolve'], reject, leave };
      signal?.addEventListener('abort', leave, { once: true });
      this.waiting.add(job);
      this.schedule();
    });
  }

  /** As `run`, without waiting until jobs that came before have ended. One at a time. */
  runNext<T>(steps: Steps<T>, signal?: AbortSignal): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const leave = (): void => undefined;
      this.running.push({ steps, signal, resolve: resolve as Job['resolve'], reject, leave });
      this.schedule();
    });
  }

  /**
   * Resolves when it is the caller's turn: for loops whose steps are not a generator. Turns are given one
   * at a time, and go before the jobs, however many of those wait: an operator's must not wait for
   * everybody's. After 16 of them the jobs get a slice.
   */
  turn(): Promise<void> {
    return new Promise((resolve) => {
      this.turns.push(resolve);
      this.schedule();
    });
  }

  /** Whether a turn was given; what follows it is done before the next slice. */
  private giveTurn(): boolean {
    const isForJobs = this.turnsInARow >= TURNS_IN_A_ROW && this.hasJobs;
    const turn = isForJobs ? undefined : this.turns.shift();
    this.turnsInARow = turn ? this.turnsInARow + 1 : 0;
    turn?.();
    return turn !== undefined;
  }

  private get hasJobs(): boolean {
    return this.running.length + this.waiting.size > 0;
  }

  private schedule(): void {
    if (this.isScheduled) return;
    this.isScheduled = true;
    const restMs = this.restsUntil - performance.now();
    if (restMs > 0) setTimeout(() => this.runSlice(), restMs);
    else setImmediate(() => this.runSlice());
  }

  private runSlice(): void {
    this.isScheduled = false;
    if (!this.giveTurn()) this.runJobs();
    if (this.turns.length > 0 || this.hasJobs) this.schedule();
  }

  private runJobs(): void {
    const start = performance.now();
    let spentMs = 0;
    while (spentMs < SLICE_MS) {
      this.admit();
      const job = this.running.shift();
      if (!job) break;
      if (!isOver(job)) this.running.push(job);
      spentMs = performance.now() - start;
    }
    this.restsUntil = start + 2 * spentMs;
  }

  private admit(): void {
    for (const job of this.waiting) {
      if (this.running.length >= MAX_RUNNING) return;
      job.signal?.removeEventListener('abort', job.leave);
      this.waiting.delete(job);
      this.running.push(job);
    }
  }
}

/** Takes one step; whether it was the last. */
function isOver({ reject, resolve, signal, steps }: Job): boolean {
  try {
    signal?.throwIfAborted();
    const { done, value } = steps.next();
    if (done) resolve(value);
    return done === true;
  } catch (error) {
    reject(error);
    return true;
  }
}
