import type { OperationRecord, OperationResult } from '@warren/messaging';
import type { PatchOperation } from '@warren/model';

/** What is done to each member, and how. */
export interface OperationOrder {
  readonly action: 'redrive' | 'discard' | 'restore';
  readonly by: string;
  readonly reason: string;
  readonly total: number;
  readonly patch?: readonly PatchOperation[];
  readonly to?: string;
  readonly rate?: number;
  readonly canary?: { readonly count: number; readonly waitMs: number };
  /** It stops by itself when there are more. */
  readonly maxFailures: number;
}

export const STOPS = ['aborted', 'canary_failed', 'canary_too_late', 'too_many_failures'] as const;

/** Why an operation ended before its end. */
export type OperationStop = (typeof STOPS)[number];

/** How many members there are of each outcome. `succeeded` and `deadAgain` are among those done. */
export type OperationCounts = Record<
  'done' | 'skipped' | 'refused' | 'failed' | 'succeeded' | 'deadAgain',
  number
>;

/** What became of one; of those that were redriven also what came of that. */
type Outcome = 'done' | 'succeeded' | 'deadAgain' | 'skipped' | 'refused' | 'failed';

const UNDONE: ReadonlySet<string> = new Set(['skipped', 'refused', 'failed']);
/** Of members that were not acted on the first are kept, to be shown. */
const MAX_PROBLEMS = 100;
const MAX_DETAIL_CHARS = 255;

/** One operation as the journal has it: the same in every desk that has read the same records. */
export class Operation {
  readonly counts: OperationCounts = {
    ...{ done: 0, skipped: 0, refused: 0, failed: 0, succeeded: 0, deadAgain: 0 },
  };
  readonly problems: OperationResult[] = [];
  isCanaryPassed = false;
  abortedBy?: string;
  endedAt?: Date;
  stopped?: OperationStop;
  /** Whether what became of each is no longer kept. */
  isForgotten = false;
  /** When the last member was acted on, as its record says. */
  lastDoneAt = 0;
  private readonly members = new Set<string>();
  /** What came of members whose own record is not read yet: a worker can be faster. */
  private readonly early = new Map<string, 'succeeded' | 'deadAgain'>();
  private outcomes = new Map<string, Outcome>();

  constructor(
    readonly id: string,
    readonly order: OperationOrder,
    readonly at: Date,
  ) {}

  /** Whether all its members are known. */
  get isWhole(): boolean {
    return this.members.size === this.order.total;
  }

  get isEnded(): boolean {
    return this.endedAt !== undefined;
  }

  /** Members that nothing became of yet. */
  get left(): number {
    const { done, failed, refused, skipped } = this.counts;
    return this.order.total - done - skipped - refused - failed;
  }

  get failures(): number {
    return this.counts.failed + this.counts.deadAgain;
  }

  /** The ids are taken only where they continue what is known. */
  addMembers({ first, ids = [] }: OperationRecord): void {
    if (first !== this.members.size || first + ids.length > this.order.total) return;
    for (const id of ids) this.members.add(id);
  }

  /** Those that nothing became of yet, in their order. */
  pending(): string[] {
    return [...this.members].filter((id) => !this.outcomes.has(id));
  }

  isSettled(id: string): boolean {
    return this.outcomes.has(id);
  }

  /** Its own record says that it was acted on in this operation. */
  noteDone(id: string, at: Date): void {
    if (!this.members.has(id)) return;
    const known = this.outcomes.get(id);
    if (known === 'done' || known === 'succeeded' || known === 'deadAgain') return;
    if (known) this.counts[known] -= 1;
    this.outcomes.set(id, 'done');
    this.counts.done += 1;
    this.lastDoneAt = Math.max(this.lastDoneAt, at.getTime());
    const end = this.early.get(id);
    if (end) this.noteEnd(id, end);
  }

  /** What came of one that was redriven. */
  noteEnd(id: string, end: 'succeeded' | 'deadAgain'): void {
    if (!this.members.has(id)) return;
    const known = this.outcomes.get(id);
    if (known === undefined) this.early.set(id, end);
    if (known !== 'done') return;
    this.early.delete(id);
    this.outcomes.set(id, end);
    this.counts[end] += 1;
  }

  noteResult({ code, detail, id, outcome }: OperationResult): void {
    if (outcome === 'succeeded') return this.noteEnd(id, outcome);
    if (!this.members.has(id) || this.outcomes.has(id) || !UNDONE.has(outcome)) return;
    this.outcomes.set(id, outcome);
    this.counts[outcome] += 1;
    if (this.problems.length >= MAX_PROBLEMS) return;
    this.problems.push({ id, outcome, code, detail: detail?.slice(0, MAX_DETAIL_CHARS) });
  }

  /** Keeps its counts, and no longer what became of each. */
  forgetMembers(): void {
    this.isForgotten = true;
    this.members.clear();
    this.early.clear();
    this.outcomes = new Map();
  }
}
