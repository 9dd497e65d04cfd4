import type { OutgoingMessage } from '../publishing/outgoing-message';
import type { JournalRecord } from './journal-record';

/** Of the form in which records are kept. A reader skips those of another one. */
export const RECORD_VERSION = 1;

/** Writes a record as the message that keeps it: JSON, times as RFC 3339. Pure. */
export function writeRecord(record: JournalRecord, queue: string): OutgoingMessage {
  const messageId = 'delivery' in record ? record.delivery.messageId : record.messageId;
  const about = { queue, messageId, type: record.kind };
  try {
    return writeEntry({ ...record }, about);
  } catch (error) {
    if (!('event' in record) || record.event === undefined) throw error;
    // A handler put something into its event that JSON cannot say. It is processed all the same.
    const { id, tipo } = record.event;
    return writeEntry({ ...record, event: { id, tipo, payload: {} } }, about);
  }
}

/** Writes an entry that no reader takes for a record: who wrote it knows where in the stream it is. */
export function writeMark(mark: string, queue: string): OutgoingMessage {
  return writeEntry({ mark }, { queue, messageId: mark, type: 'mark' });
}

function writeEntry(
  entry: object,
  about: { readonly queue: string; readonly messageId: string; readonly type: string },
): OutgoingMessage {
  return {
    exchange: '',
    routingKey: about.queue,
    body: Buffer.from(JSON.stringify({ v: RECORD_VERSION, ...entry })),
    properties: {
      messageId: about.messageId,
      type: about.type,
      contentType: 'application/json',
      persistent: true,
      mandatory: true,
    },
  };
}
