import {
  findExceededJsonBound,
  MAX_JSON_DEPTH,
  MAX_JSON_VALUES,
  type EventDto,
} from '@warren/model';
import { isAboutMessage, isClaimRecord, type JournalLine } from './claim-record';
import type { JournalRecord } from '../messages/journal-record';
import { MAX_RECORD_BYTES } from './record-limits';
import { isOperatedRecord } from './operated-record';
import { isEvent } from './record-shapes';
import { dropHeaders, shortenRecord } from './shorten-record';

/** Of the form in which records are kept. A reader skips those of another one. */
export const RECORD_VERSION = 1;

/** What an event may have, with the other fields and the headers of its record. */
const MAX_RECORD_VALUES = MAX_JSON_VALUES + 100_000;
/**
 * The largest record for a broker that takes messages of this size, in bytes. An event that the
 * gateway takes with its default BODY_LIMIT_BYTES is kept whole, also one that JSON writes five times as
 * long as it was sent (`1e20`). Pure.
 */
export function recordLimit(maxMessageBytes: number): number {
  return Math.min(MAX_RECORD_BYTES, maxMessageBytes);
}

/** A record as it is kept. */
export interface WrittenRecord {
  /** One line. */
  readonly json: string;
  readonly kind: JournalLine['kind'];
  /** Of the message it is about; of a claim, what is claimed; else its own name. */
  readonly messageId: string;
}

/**
 * Writes a record: JSON, times as RFC 3339. Of an event or a body with which it would be larger than
 * the limit, or which JSON cannot say, it has an excerpt. Pure; never throws for what is in an event.
 *
 * @param source the bytes that the event of the record was read from.
 */
export function writeRecord(
  record: JournalLine,
  limit: number = MAX_RECORD_BYTES,
  source?: Buffer,
): WrittenRecord {
  if (!isAboutMessage(record)) {
    return { json: write(record), kind: record.kind, messageId: subjectOf(record) };
  }
  const messageId = 'delivery' in record ? record.delivery.messageId : record.messageId;
  return { json: toJson(record, limit, source), kind: record.kind, messageId };
}

function subjectOf(record: Exclude<JournalLine, JournalRecord>): string {
  if (isOperatedRecord(record)) return record.operationId ?? record.target;
  if (record.kind === 'operation') return record.operationId;
  if (record.kind === 'published') return record.report;
  return isClaimRecord(record) ? record.key : record.group;
}

/** Whether readers parse a record of this text. What an event is within, its record is within these. */
export function isWithinRecordBounds(json: string): boolean {
  return findExceededJsonBound(json, MAX_JSON_DEPTH, MAX_RECORD_VALUES) === undefined;
}

function toJson(record: JournalRecord, limit: number, source?: Buffer): string {
  // What is larger as it was read is not written out for nothing: the text could be five times as long.
  const whole = (source?.length ?? 0) > limit ? undefined : tryToWrite(record);
  if (whole !== undefined && fits(whole, limit) && isWithinRecordBounds(whole)) return whole;
  const short = shortenRecord(record, source);
  const json = write(short);
  return fits(json, limit) ? json : write(dropHeaders(short));
}

function tryToWrite(record: JournalRecord): string | undefined {
  const event = eventOf(record);
  // A handler may have changed its event to one that no reader takes. It is processed all the same.
  if (event !== undefined && !isEvent(event)) return undefined;
  try {
    return write(record);
  } catch (error) {
    // Nor can JSON say everything that it may have put there.
    if (event !== undefined) return undefined;
    throw error;
  }
}

function eventOf(record: JournalRecord): EventDto | undefined {
  if ('event' in record) return record.event;
  return record.kind === 'redriven' ? record.edited : undefined;
}

function write(record: JournalLine): string {
  return JSON.stringify({ v: RECORD_VERSION, ...record });
}

/** No character takes more than three bytes, and most records are short. */
function fits(json: string, limit: number): boolean {
  return 3 * json.length <= limit || Buffer.byteLength(json) <= limit;
}
