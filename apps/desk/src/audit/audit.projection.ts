import type {
  ActedRecord,
  JournalRecord,
  OperatedRecord,
  Projection,
  TriagedRecord,
} from '@warren/messaging';

/** Kept are the newest, about 500 bytes each, and 5 KB at most. */
const CAPACITY = 20_000;
/** Of a name or a reason the beginning is kept, in characters. */
const MAX_CHARS = { name: 256, reason: 1_024 };

/** What somebody did. */
export interface Action {
  /** Of its record in the journal. */
  readonly offset: number;
  readonly action: string;
  readonly at: Date;
  readonly by: string;
  readonly reason: string;
  /** The queue; of an operation, what else it was on. */
  readonly queue: string;
  /** Of an action on a dead letter. */
  readonly messageId?: string;
  readonly deadLetterId?: string;
  /** Whether another event was sent in place of the original. */
  readonly edited: boolean;
  /** Of an operation. */
  readonly operationId?: string;
  readonly from?: string;
  readonly value?: number;
  /** What came of it, as far as that was recorded. */
  result?: string;
}

/**
 * The newest actions in the journal, in its order. Each action on a dead letter was done before it was
 * recorded, as was what was published by hand; an operation is recorded before it is done, and once more
 * with its result.
 */
export class AuditProjection implements Projection {
  private readonly ring: Action[] = [];
  /** A record that comes twice counts once. */
  private readonly known = new Map<string, Action>();
  private count = 0;

  constructor(private readonly capacity = CAPACITY) {}

  apply(record: JournalRecord, offset: number): void {
    if ('by' in record) this.keep(toAction(record, offset));
  }

  applyOperated(record: OperatedRecord, offset: number): void {
    const action = toOperation(record, offset);
    const known = this.known.get(nameOf(action));
    if (known === undefined) this.keep(action);
    else if (action.result !== undefined) known.result = action.result;
  }

  applyTriage(record: TriagedRecord, offset: number): void {
    // What is only written again is no action.
    if (record.asOf === undefined) this.keep(toTriage(record, offset));
  }

  private keep(action: Action): void {
    const name = nameOf(action);
    if (this.known.has(name)) return;
    const place = this.count % this.capacity;
    const forgotten = this.ring[place];
    if (forgotten) this.known.delete(nameOf(forgotten));
    this.known.set(name, action);
    this.ring[place] = action;
    this.count += 1;
  }

  /** Those before this offset, the newest first. Others may come between two of them. */
  *newestFirst(before = Infinity): Generator<Action> {
    for (let index = this.count - 1; index >= this.first; index -= 1) {
      const action = this.at(index);
      if (action.offset < before) yield action;
    }
  }

  /** All, the oldest first; one that is forgotten meanwhile is left out. */
  *oldestFirst(): Generator<Action> {
    for (let index = this.first; index < this.count; index += 1) {
      index = Math.max(index, this.first);
      yield this.at(index);
    }
  }

  private get first(): number {
    return Math.max(0, this.count - this.capacity);
  }

  private at(index: number): Action {
    return this.ring[index % this.capacity] as Action;
  }
}

function toAction(record: ActedRecord, offset: number): Action {
  const { at, by, deadLetterId, kind, messageId, queue, reason } = record;
  return {
    ...{ offset, action: kind, at, by: cut(by, MAX_CHARS.name) },
    ...{ reason: cut(reason, MAX_CHARS.reason), queue, messageId, deadLetterId },
    edited: kind === 'redriven' && record.edited !== undefined,
  };
}

function toOperation(record: OperatedRecord, offset: number): Action {
  const { action, at, by, from, operationId, result, target, value, why = '' } = record;
  return {
    ...{ offset, action, at, by: cut(by, MAX_CHARS.name), from, queue: target },
    ...{ reason: cut(why, MAX_CHARS.reason), edited: false },
    ...(operationId !== undefined && { operationId }),
    ...(value !== undefined && { value }),
    ...(result !== undefined && { result: cut(result, MAX_CHARS.reason) }),
  };
}

function toTriage(record: TriagedRecord, offset: number): Action {
  const { at, by, change, group, link, muteUntil, mutePerHour, note, owner, queue } = record;
  const reason = JSON.stringify({ group, owner, note, link, muteUntil, mutePerHour });
  return {
    ...{ offset, action: 'triage', at, by: cut(by, MAX_CHARS.name), queue, edited: false },
    ...{ reason: cut(reason, MAX_CHARS.reason), operationId: change },
  };
}

/** Through bytes: a part of a text would keep the whole of it in memory. */
function cut(text: string, chars: number): string {
  return text.length <= chars ? text : Buffer.from(text.slice(0, chars)).toString();
}

function nameOf({ action, at, deadLetterId, operationId, queue }: Action): string {
  if (operationId !== undefined) return `operation ${operationId}`;
  return `${action} ${at.getTime()} ${deadLetterId ?? queue}`;
}
