import { isClaimRecord, type JournalLine } from './claim-record';

/** Of the form in which records are kept. A reader skips those of another one. */
export const RECORD_VERSION = 1;

/** A record as it is kept. */
export interface WrittenRecord {
  /** One line. */
  readonly json: string;
  readonly kind: JournalLine['kind'];
  /** Of the message it is about; of a claim, what is claimed. */
  readonly messageId: string;
}

/** Writes a record: JSON, times as RFC 3339. Pure. */
export function writeRecord(record: JournalLine): WrittenRecord {
  return { json: toJson(record), kind: record.kind, messageId: messageIdOf(record) };
}

function messageIdOf(record: JournalLine): string {
  if (isClaimRecord(record)) return record.key;
  return 'delivery' in record ? record.delivery.messageId : record.messageId;
}

function toJson(record: JournalLine): string {
  try {
    return JSON.stringify({ v: RECORD_VERSION, ...record });
  } catch (error) {
    if (!('event' in record) || record.event === undefined) throw error;
    // A handler put something into its event that JSON cannot say. It is processed all the same.
    const { id, tipo } = record.event;
    return toJson({ ...record, event: { id, tipo, payload: {} } });
  }
}
