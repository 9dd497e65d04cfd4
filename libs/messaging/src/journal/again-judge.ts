import type { JournalRecord } from '../messages/journal-record';

/** Ends that are known at least; a record that is written again comes milliseconds after it was decided. */
const MAX_ENDS = 65_536;

/** Names an open dead letter among all that can be open. */
export function letterKey(deadLetterId: string): string {
  return `d ${deadLetterId}`;
}

/** Names the progress of a message in its queue. The name of a queue has no space in it. */
export function progressKey({
  messageId,
  queue,
}: {
  readonly messageId: string;
  readonly queue: string;
}): string {
  return `p ${queue} ${messageId}`;
}

/**
 * Decides whether a record that was written again may be believed: only when everything from the
 * offset on up to which its writer had read was read here too, and none of it ends what the record
 * says is open. So nothing that was settled opens again, wherever reading begins (ADR 18).
 */
export class AgainJudge {
  private first = 0;
  /** By key the offset of its last end, in two generations, so that the oldest are dropped at once. */
  private ends = new Map<string, number>();
  private endsBefore = new Map<string, number>();
  private last = -1;
  private lastBefore = -1;

  /** @param capacity how many ends are known at least. */
  constructor(private readonly capacity = MAX_ENDS) {}

  /** Reading begins here, without a gap from here on. */
  begin(offset: number): void {
    this.first = offset;
  }

  /** Whether the projections may have it. To be asked of every record, in order. */
  admits(record: JournalRecord, offset: number): boolean {
    if (record.kind === 'dead-lettered' || record.kind === 'progress') {
      if (record.asOf !== undefined) return this.isProven(keyOf(record), record.asOf);
    }
    // The recorder may write a dead letter a second time, also when it was settled in between.
    const isSettled =
      record.kind === 'dead-lettered' && this.endOf(letterKey(record.deadLetterId)) !== undefined;
    for (const key of endedBy(record)) this.remember(key, offset);
    return !isSettled;
  }

  private isProven(key: string, asOf: number): boolean {
    return asOf >= this.first && !((this.endOf(key) ?? -1) > asOf);
  }

  private endOf(key: string): number | undefined {
    return this.ends.get(key) ?? this.endsBefore.get(key);
  }

  private remember(key: string, offset: number): void {
    if (this.ends.size >= this.capacity) {
      // A letter that was dropped can no longer be asked for.
      this.first = Math.max(this.first, this.lastBefore + 1);
      this.endsBefore = this.ends;
      this.lastBefore = this.last;
      this.ends = new Map();
    }
    this.ends.set(key, offset);
    this.last = offset;
  }
}

function keyOf(record: Extract<JournalRecord, { kind: 'dead-lettered' | 'progress' }>): string {
  return record.kind === 'progress' ? progressKey(record.delivery) : letterKey(record.deadLetterId);
}

/** What a record ends or supersedes. */
function endedBy(record: JournalRecord): readonly string[] {
  switch (record.kind) {
    case 'processed':
      return [progressKey(record.delivery)];
    case 'dead-lettered':
      return [progressKey(record)];
    case 'discarded':
      return [letterKey(record.deadLetterId), progressKey(record)];
    case 'redriven':
      return record.edited
        ? [letterKey(record.deadLetterId), progressKey(record)]
        : [letterKey(record.deadLetterId)];
    case 'failed':
    case 'progress':
    case 'restored':
      return [];
  }
}
