import { findExceededJsonBound, MAX_JSON_DEPTH, MAX_JSON_VALUES } from '@warren/contracts';
import type { JournalRecord } from './journal-record';

/** Of the form in which records are kept. A reader skips those of another one. */
export const RECORD_VERSION = 1;

/** What an event may have, with the other fields and the headers of its record. */
const MAX_RECORD_VALUES = MAX_JSON_VALUES + 100_000;

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

/** Whether readers parse a record of this text. What an event is within, its record is within these. */
export function isWithinRecordBounds(json: string): boolean {
  return findExceededJsonBound(json, MAX_JSON_DEPTH, MAX_RECORD_VALUES) === undefined;
}

function toJson(record: JournalRecord): string {
  try {
    const json = JSON.stringify({ v: RECORD_VERSION, ...record });
    if (!isWithinRecordBounds(json)) throw new RangeError('no reader would parse the record');
    return json;
  } catch (error) {
    if (!('event' in record) || record.event === undefined) throw error;
    // A handler put something into its event that JSON cannot say, or that is nested too deeply for a
    // reader. It is processed all the same.
    const { id, tipo } = record.event;
    const event = { id: String(id), tipo: String(tipo), payload: {} };
    return JSON.stringify({ v: RECORD_VERSION, ...record, event });
  }
}
