import type { JournalRecord } from './journal-record';

/** Of the form in which records are kept. A reader skips those of another one. */
export const RECORD_VERSION = 1;

/** A record as it is kept. */
export interface WrittenRecord {
  /** One line. */
  readonly json: string;
  readonly kind: JournalRecord['kind'];
  /** Of the message it is about. */
  readonly messageId: string;
}

/** Writes a record: JSON, times as RFC 3339. Pure. */
export function writeRecord(record: JournalRecord): WrittenRecord {
  const messageId = 'delivery' in record ? record.delivery.messageId : record.messageId;
  return { json: toJson(record), kind: record.kind, messageId };
}

function toJson(record: JournalRecord): string {
  try {
    return JSON.stringify({ v: RECORD_VERSION, ...record });
  } catch (error) {
    if (!('event' in record) || record.event === undefined) throw error;
    // A handler put something into its event that JSON cannot say. It is processed all the same.
    const { id, tipo } = record.event;
    return toJson({ ...record, event: { id, tipo, payload: {} } });
  }
}
