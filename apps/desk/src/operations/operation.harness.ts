import type { JournalRecord, OperationRecord } from '@warren/messaging';
import { processed, redriven } from '@warren/views/testing';
import { OperationsProjection } from './operations.projection';

export const ID = 'op-1';
const AT = new Date('2026-01-01T00:00:00Z');

/** A part of an operation, as a desk writes it. */
export function part(fields: Partial<OperationRecord>): OperationRecord {
  return { kind: 'operation', operationId: ID, part: 'ordered', at: AT, by: 'ana', ...fields };
}

/** An order for these members, and its pieces. */
export function ordered(
  ids: readonly string[],
  fields: Partial<OperationRecord> = {},
  piece = 2,
): OperationRecord[] {
  const action = { action: 'redrive', reason: 'mended', total: ids.length } as const;
  const records = [part({ ...action, ...fields })];
  const { operationId = ID } = fields;
  for (let first = 0; first < ids.length; first += piece) {
    const members = { part: 'members', first, ids: ids.slice(first, first + piece) } as const;
    records.push(part({ operationId, ...members }));
  }
  return records;
}

/** That a member was redriven in the operation. */
export function acted(id: string, endMs = 0): JournalRecord {
  const about = { deadLetterId: id, messageId: `m-${id}`, queue: 'q', endMs };
  return { ...redriven(about), operationId: ID };
}

/** That the message of a member was processed after it was redriven, or failed for good. */
export function came(id: string, end: 'succeeded' | 'deadAgain'): JournalRecord {
  const record = processed({ messageId: `m-${id}`, queue: 'q' });
  if (record.kind !== 'processed') throw new Error('not processed');
  const delivery = { ...record.delivery, redrives: 1, redriveOf: id };
  if (end === 'succeeded') return { ...record, delivery };
  const failure = { code: 'handler_error', message: 'no stock' };
  return { ...record, kind: 'failed', failure, delivery };
}

/** Gives records to a view, in order. */
export function feed(
  view: OperationsProjection,
  ...records: readonly (JournalRecord | OperationRecord)[]
): OperationsProjection {
  for (const record of records) {
    if (record.kind === 'operation') view.applyOperation(record);
    else view.apply(record);
  }
  return view;
}
