import type { JournalRecord, Projection } from '@warren/messaging';
import { createEntry, foldRecord } from './fold-record';
import type { MessageEntry } from './message-entry';
import { identify } from './read-record';
import { RecordedOrder } from './recorded-order';

/** Texts of which one shared copy is kept; publishers may invent names without end. */
const MAX_TEXTS = 10_000;

/**
 * Queues in which one message is kept: more than any topology sends it to. What another client writes may
 * name any number, and each record looks through them.
 */
const MAX_QUEUES = 100;

/**
 * What has become of every message in every queue, one entry each (I12), from the journal.
 * Keeps the `capacity` entries that were recorded last, and fewer when they take more than about
 * `capacityBytes`; the newest is kept in any case.
 */
export class MessagesProjection implements Projection {
  readonly order = new RecordedOrder();
  /** By message id; the same message in other queues hangs on it. */
  private readonly entries = new Map<string, MessageEntry>();
  private readonly texts = new Map<string, string>();
  private bytes = 0;

  constructor(
    private readonly capacity: number,
    private readonly capacityBytes: number,
  ) {}

  apply(record: JournalRecord, offset: number): void {
    // What is only written again is no news, and must not push news out.
    if ('againAt' in record && record.againAt) return;
    const { messageId, queue } = identify(record);
    const known = this.find(queue, messageId);
    const entry = known ?? createEntry(this.intern(queue), messageId);
    const bytesBefore = entry.bytes;
    if (!foldRecord(entry, record, (text) => this.intern(text))) return;
    if (!known) this.attach(entry);
    if (entry.offset >= 0) this.order.remove(entry);
    entry.offset = offset;
    this.order.append(entry);
    this.bytes += entry.bytes - bytesBefore;
    this.forgetBeyondCapacity();
  }

  /** The entries of one message, oldest first: one per queue that had it. */
  entriesOf(messageId: string): readonly MessageEntry[] {
    const found: MessageEntry[] = [];
    let entry = this.entries.get(messageId);
    for (; entry !== undefined; entry = entry.sibling) found.push(entry);
    return found;
  }

  private find(queue: string, messageId: string): MessageEntry | undefined {
    let entry = this.entries.get(messageId);
    while (entry !== undefined && entry.queue !== queue) entry = entry.sibling;
    return entry;
  }

  private attach(entry: MessageEntry): void {
    const known = this.entriesOf(entry.messageId);
    const last = known.at(-1);
    if (last) last.sibling = entry;
    else this.entries.set(entry.messageId, entry);
    const [first] = known;
    if (first && known.length >= MAX_QUEUES) this.forget(first);
  }

  private forgetBeyondCapacity(): void {
    const isTooMuch = (): boolean =>
      this.order.size > this.capacity || this.bytes > this.capacityBytes;
    while (this.order.size > 1 && isTooMuch()) {
      const { oldest } = this.order;
      if (oldest === undefined) return;
      this.forget(oldest);
    }
  }

  private forget(entry: MessageEntry): void {
    this.order.remove(entry);
    this.detach(entry);
    this.bytes -= entry.bytes;
    entry.offset = -1;
  }

  private detach(entry: MessageEntry): void {
    const { messageId } = entry;
    const before = this.entriesOf(messageId).find(({ sibling }) => sibling === entry);
    if (before) before.sibling = entry.sibling;
    else if (entry.sibling) this.entries.set(messageId, entry.sibling);
    else this.entries.delete(messageId);
  }

  private intern(text: string): string {
    const known = this.texts.get(text);
    if (known !== undefined) return known;
    if (this.texts.size >= MAX_TEXTS) this.texts.clear();
    this.texts.set(text, text);
    return text;
  }
}
