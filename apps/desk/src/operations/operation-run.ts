import type { OperationResult } from '@warren/messaging';
import type { Operation, OperationStop } from './operation';

/** What became of an attempt to act on one. `busy`: somebody acts on it, or the broker is unavailable. */
export type MemberResult = 'done' | 'busy' | OperationResult['outcome'];

/** What is to be done next about an operation. */
export type NextStep =
  | { readonly do: 'act'; readonly id: string }
  | { readonly do: 'wait'; readonly ms: number }
  | { readonly do: 'pass-canary' }
  | { readonly do: 'end'; readonly stopped?: OperationStop };

/** How many are acted on at once without a rate. */
const WIDTH = 100;
/** Before one that was busy is tried again. */
const BUSY_MS = 1_000;
/** News of the journal end a wait before its time. */
const LOOK_MS = 250;

/**
 * Decides what one process does next about an operation, by what the journal says of it and what this
 * process has begun. It does nothing itself and knows no clock. Made again in another process it continues with
 * those that nothing became of.
 */
export class OperationRun {
  private readonly todo: string[];
  private readonly busy: { readonly id: string; readonly from: number }[] = [];
  private readonly working = new Set<string>();
  /** Acted on by this process; the journal says so a moment later. */
  private readonly unread = new Map<string, MemberResult>();
  private nextAt = 0;

  constructor(private readonly operation: Operation) {
    this.todo = operation.pending().reverse();
  }

  /** The most that are acted on at once. */
  get width(): number {
    return this.operation.order.rate === undefined ? WIDTH : 10;
  }

  next(nowMs: number): NextStep {
    this.forgetRead();
    const stopped = this.reasonToStop(nowMs);
    if (stopped) return this.isIdle ? { do: 'end', stopped } : wait(LOOK_MS);
    if (this.isTestingCanary) {
      if (this.isCanaryOut) return this.isCanaryBack ? { do: 'pass-canary' } : wait(LOOK_MS);
      if (this.canaryLeft === 0) return wait(LOOK_MS);
    }
    if (this.working.size >= this.width) return wait(LOOK_MS);
    if (nowMs < this.nextAt) return wait(this.nextAt - nowMs);
    const id = this.take(nowMs);
    if (id !== undefined) return this.act(id, nowMs);
    if (this.busy.length > 0 || !this.isIdle || this.operation.left > 0) return wait(LOOK_MS);
    return { do: 'end' };
  }

  /** What became of one that `next` said to act on. */
  settle(id: string, result: MemberResult, nowMs: number): void {
    this.working.delete(id);
    if (result === 'busy') this.busy.push({ id, from: nowMs + BUSY_MS });
    else this.unread.set(id, result);
  }

  private get isIdle(): boolean {
    return this.working.size === 0 && this.unread.size === 0;
  }

  private get isTestingCanary(): boolean {
    return this.operation.order.canary !== undefined && !this.operation.isCanaryPassed;
  }

  /** How many more make the canary. */
  private get canaryLeft(): number {
    const { counts, order } = this.operation;
    return Math.max(
      0,
      (order.canary?.count ?? 0) - counts.done - this.working.size - this.unread.size,
    );
  }

  /** Whether all of the canary is sent, and its records are read. */
  private get isCanaryOut(): boolean {
    const isAll = this.todo.length === 0 && this.busy.length === 0;
    return this.isIdle && (this.canaryLeft === 0 || isAll);
  }

  private get isCanaryBack(): boolean {
    const { done, succeeded } = this.operation.counts;
    return succeeded >= done;
  }

  private reasonToStop(nowMs: number): OperationStop | undefined {
    const { abortedBy, counts, lastDoneAt, order } = this.operation;
    const own = [...this.unread.values()].filter((each) => each === 'failed').length;
    const failures = this.operation.failures + own;
    if (abortedBy !== undefined) return 'aborted';
    if (this.isTestingCanary && order.canary) {
      if (failures > 0) return 'canary_failed';
      const isLate = counts.done > 0 && nowMs >= lastDoneAt + order.canary.waitMs;
      if (this.isCanaryOut && !this.isCanaryBack && isLate) return 'canary_too_late';
    }
    return failures > order.maxFailures ? 'too_many_failures' : undefined;
  }

  private take(nowMs: number): string | undefined {
    const [first] = this.busy;
    if (first && first.from <= nowMs) this.todo.push((this.busy.shift() ?? first).id);
    for (let id = this.todo.pop(); id !== undefined; id = this.todo.pop()) {
      if (!this.operation.isSettled(id)) return id;
    }
    return undefined;
  }

  private act(id: string, nowMs: number): NextStep {
    const { rate } = this.operation.order;
    if (rate !== undefined) this.nextAt = Math.max(this.nextAt, nowMs) + 1_000 / rate;
    this.working.add(id);
    return { do: 'act', id };
  }

  private forgetRead(): void {
    for (const id of this.unread.keys()) if (this.operation.isSettled(id)) this.unread.delete(id);
  }
}

function wait(ms: number): NextStep {
  return { do: 'wait', ms };
}
