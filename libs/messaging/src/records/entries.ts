import { randomUUID } from 'node:crypto';
import { headers as names } from '@warren/model';
import type { OutgoingMessage } from '../messages/outgoing-message';
import { checkRecord } from './check-record';
import type { JournalLine } from './claim-record';
import { MAX_RECORD_BYTES } from './record-limits';
import type { WrittenRecord } from './write-record';

/** The most records that one entry of the stream holds. */
export const MAX_RECORDS = 64;

/** Fewer than any record of ours takes. */
const MIN_RECORD_BYTES = 64;

/** Places that each entry has in the order of records: a power of two, never fewer than its records. */
const PLACES = 1_024;

/**
 * Where a record stands in the journal: that of its entry, which the broker counts, and its place
 * there. Whole numbers that only grow, with gaps; exact up to 8.8e12 entries.
 */
export function offsetOf(entry: number, place: number): number {
  return entry * PLACES + place;
}

/** The entry that has the record with this offset. */
export function entryOf(offset: number): number {
  return Math.floor(offset / PLACES);
}

/** Writes records as the message that keeps them: one as JSON, several as NDJSON, in this order. */
export function writeEntry(records: readonly WrittenRecord[], queue: string): OutgoingMessage {
  const [only] = records;
  if (records.length === 1 && only) return writeMessage(only, queue, 'application/json');
  const entry = {
    json: records.map(({ json }) => json).join('\n'),
    kind: 'records',
    messageId: randomUUID(),
  };
  const headers = { [names.records]: records.length };
  return writeMessage(entry, queue, 'application/x-ndjson', headers);
}

/** Writes an entry that no reader takes for a record: who wrote it knows where in the stream it is. */
export function writeMark(mark: string, queue: string): OutgoingMessage {
  const written = { json: JSON.stringify({ mark }), kind: 'mark', messageId: mark };
  return writeMessage(written, queue, 'application/json');
}

/** How many records an entry says it has; no more than one of ours of this size can hold. */
export function countRecords(headers: Readonly<Record<string, unknown>>, bytes: number): number {
  const count = headers[names.records];
  if (!Number.isSafeInteger(count) || (count as number) < 1) return 1;
  const most = Math.min(MAX_RECORDS, Math.floor(bytes / MIN_RECORD_BYTES));
  return Math.max(1, Math.min(count as number, most));
}

/** The records of an entry, each with its place; undefined in place of what is none. Never throws. */
export function readEntry(
  body: Buffer,
  headers: Readonly<Record<string, unknown>>,
): (JournalLine | undefined)[] {
  if (body.length > MAX_RECORD_BYTES) return [undefined];
  const text = body.toString();
  if (headers[names.records] === undefined) return [checkRecord(text)];
  // JSON has no line break of its own. What somebody else wrote has no more places than an entry.
  return text.split('\n', PLACES).map(checkRecord);
}

function writeMessage(
  { json, kind, messageId }: Omit<WrittenRecord, 'kind'> & { readonly kind: string },
  queue: string,
  contentType: string,
  headers?: Readonly<Record<string, number>>,
): OutgoingMessage {
  return {
    exchange: '',
    routingKey: queue,
    body: Buffer.from(json),
    properties: {
      messageId: toId(messageId),
      type: kind,
      contentType,
      headers,
      persistent: true,
      mandatory: true,
    },
  };
}

/** What another client wrote into the stream may have an id that AMQP cannot carry. */
function toId(messageId: string): string {
  return Buffer.byteLength(messageId) <= 255 ? messageId : randomUUID();
}
