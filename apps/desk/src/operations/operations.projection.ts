import type {
  ActedRecord,
  DeadLetteredRecord,
  JournalRecord,
  OperationRecord,
  Projection,
} from '@warren/messaging';
import { Operation, STOPS } from './operation';
import { readOrder } from './read-order';
import { News } from '../live/news';

/** How many are kept: those that run, those whose members are not all there, and those that are over. */
export const BOUNDS = { unfinished: 8, incomplete: 8, ended: 100, endedWithMembers: 4 } as const;

interface Watched {
  readonly operation: Operation;
  readonly id: string;
  /** Of the redrive: a record of an earlier life of the message says nothing about it. */
  readonly redrives: number;
}

/**
 * Operations as the journal has them. Beyond the bounds an order is ignored, by its place in the journal;
 * with 10,000 members each takes about 2 MB, so all of them less than 40 MB.
 */
export class OperationsProjection implements Projection {
  private readonly operations = new Map<string, Operation>();
  /** Redriven members, by the queue that has them and their message. */
  private readonly watched = new Map<string, Watched>();
  private readonly ended: Operation[] = [];
  private readonly news = new News();

  apply(record: JournalRecord): void {
    if ('by' in record) {
      if (record.operationId !== undefined) this.noteActed(record, record.operationId);
    } else if (record.kind === 'processed') this.noteEnd(record.delivery.redriveOf, 'succeeded');
    else if (record.kind === 'failed' && record.retryInMs === undefined) {
      this.noteEnd(record.delivery.redriveOf, 'deadAgain');
    } else if (record.kind === 'dead-lettered' && !record.againAt) this.noteDead(record);
  }

  applyOperation(record: OperationRecord): void {
    if (record.part === 'ordered') this.begin(record);
    const operation = this.operations.get(record.operationId);
    if (operation && !operation.isEnded) this.applyPart(operation, record);
    this.news.announce();
  }

  get(id: string): Operation | undefined {
    const operation = this.operations.get(id);
    return operation?.isWhole || operation?.isEnded ? operation : undefined;
  }

  /** The oldest first. */
  list(): Operation[] {
    return [...this.operations.values()].filter((each) => each.isWhole || each.isEnded);
  }

  unfinished(): Operation[] {
    return this.list().filter((each) => !each.isEnded);
  }

  /** Resolves when something changed, after this time, or when the signal is aborted. */
  untilNews(withinMs: number, signal: AbortSignal): Promise<void> {
    return this.news.until(withinMs, signal);
  }

  private begin(record: OperationRecord): void {
    const order = readOrder(record);
    if (!order || this.operations.has(record.operationId)) return;
    const all = [...this.operations.values()].filter((each) => !each.isEnded);
    if (all.filter((each) => each.isWhole).length >= BOUNDS.unfinished) return;
    const incomplete = all.filter((each) => !each.isWhole);
    const [oldest] = incomplete;
    if (oldest && incomplete.length >= BOUNDS.incomplete) this.operations.delete(oldest.id);
    this.operations.set(record.operationId, new Operation(record.operationId, order, record.at));
  }

  private applyPart(operation: Operation, record: OperationRecord): void {
    if (record.part === 'members') operation.addMembers(record);
    if (!operation.isWhole) return;
    if (record.part === 'aborted') operation.abortedBy ??= record.by;
    else if (record.part === 'canary-passed') operation.isCanaryPassed = true;
    else if (record.part === 'ended') this.end(operation, record);
    else for (const result of record.results ?? []) operation.noteResult(result);
  }

  private end(operation: Operation, { at, stopped }: OperationRecord): void {
    operation.endedAt = at;
    operation.stopped = STOPS.find((each) => each === stopped);
    this.ended.push(operation);
    const old = this.ended.at(-1 - BOUNDS.endedWithMembers);
    if (old) this.forgetMembers(old);
    const oldest = this.ended.length > BOUNDS.ended ? this.ended.shift() : undefined;
    if (oldest) this.operations.delete(oldest.id);
  }

  private forgetMembers(operation: Operation): void {
    operation.forgetMembers();
    for (const [key, each] of this.watched) {
      if (each.operation === operation) this.watched.delete(key);
    }
  }

  private noteActed(record: ActedRecord, operationId: string): void {
    const operation = this.operations.get(operationId);
    if (!operation?.isWhole) return;
    const { at, deadLetterId: id, messageId } = record;
    operation.noteDone(id, at);
    if (record.kind === 'redriven') {
      const key = keyOf(record.to ?? record.queue, messageId);
      this.watched.set(key, { operation, id, redrives: record.redrives ?? 0 });
    }
    this.news.announce();
  }

  private noteEnd(id: string | undefined, end: 'succeeded' | 'deadAgain'): void {
    if (id === undefined || this.operations.size === 0) return;
    for (const operation of this.operations.values()) operation.noteEnd(id, end);
    this.news.announce();
  }

  /** It died without an attempt that failed: too often given back, or too late. */
  private noteDead({ messageId, queue, redrives }: DeadLetteredRecord): void {
    const key = keyOf(queue, messageId);
    const watched = this.watched.get(key);
    if (!watched || redrives < watched.redrives) return;
    this.watched.delete(key);
    watched.operation.noteEnd(watched.id, 'deadAgain');
    this.news.announce();
  }
}

function keyOf(queue: string, messageId: string): string {
  return `${queue} ${messageId}`;
}
