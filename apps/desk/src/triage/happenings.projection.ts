import type {
  ActedRecord,
  JournalReach,
  JournalRecord,
  OperatedRecord,
  Projection,
} from '@warren/messaging';
import type { Happening } from './happening';
import { WorkersSeen } from './workers-seen';

/** Kept are the newest, up to 2 kB each. */
const CAPACITY = 2_000;
/** What one person does for one reason within this time is one happening. */
const SAME_MS = 60_000;
const MAX_CHARS = 255;
/** What a desk says is no cause. */
const ALERT = /^alert-/;

/**
 * What was done to the system, by the journal: workers of which it has a first record, and what people
 * did. For a time before a failure; at most 2,000, and 1,000 workers, over all who write records.
 */
export class HappeningsProjection implements Projection {
  readonly workers = new WorkersSeen();
  private happenings: Happening[] = [];
  private since = -1;

  private readonly queues: ReadonlySet<string>;

  constructor(
    topology: { readonly queues: readonly { readonly name: string }[] },
    private readonly capacity = CAPACITY,
  ) {
    this.queues = new Set(topology.queues.map(({ name }) => name));
  }

  apply(record: JournalRecord, _offset: number, { since }: JournalReach): void {
    if ('againAt' in record && record.againAt) return;
    // What was there before a gap is not known, so no process in it is new.
    if (since !== this.since) this.workers.begin(record.at);
    this.since = since;
    if ('worker' in record) this.noteWorker(record);
    else if ('by' in record) this.noteAction(record);
  }

  applyOperated({ action, at, by, againAt, operationId, target, why }: OperatedRecord): void {
    if (againAt || ALERT.test(action)) return;
    // The records of one operation are one happening.
    const id = operationId === undefined ? undefined : cut(operationId);
    if (id !== undefined && this.happenings.some(({ operation }) => operation === id)) return;
    const done = { kind: cut(action), by: cut(by), target: cut(target), operation: id };
    const isOfQueue = this.queues.has(target);
    const words = why === undefined ? {} : { why: cut(why) };
    this.add({ ...done, ...words, atMs: at.getTime(), ...(isOfQueue && { queue: target }) });
  }

  /** Those within this time, in no order. */
  within(fromMs: number, toMs: number): Happening[] {
    const isWithin = ({ atMs }: Happening): boolean => atMs >= fromMs && atMs <= toMs;
    return [...this.happenings, ...this.workers.gone()].filter(isWithin);
  }

  private noteWorker(record: Extract<JournalRecord, { worker: string }>): void {
    const worker = cut(record.worker);
    const began = 'startedAt' in record ? record.startedAt : record.at;
    if (!this.workers.note(worker, record.at)) return;
    this.add({ kind: 'worker-started', atMs: began.getTime(), worker });
  }

  private noteAction({ at, by, kind, queue }: ActedRecord): void {
    const last = this.happenings.at(-1);
    const done = { kind, by: cut(by), queue: cut(queue), atMs: at.getTime() };
    const isSame =
      last?.kind === kind &&
      last.by === done.by &&
      last.queue === done.queue &&
      Math.abs(done.atMs - last.atMs) < SAME_MS;
    if (isSame) last.count = (last.count ?? 1) + 1;
    else this.add(done);
  }

  private add(happening: Happening): void {
    this.happenings.push(happening);
    if (this.happenings.length >= 2 * this.capacity) {
      this.happenings = this.happenings.slice(-this.capacity);
    }
  }
}

/** Through bytes: a part of a text would keep the whole of it in memory. */
function cut(text: string): string {
  return text.length <= MAX_CHARS ? text : Buffer.from(text.slice(0, MAX_CHARS)).toString();
}
