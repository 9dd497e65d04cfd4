import type { Delivery, JournalRecord } from '@warren/messaging';
import { runToEnd } from '@warren/testing';
import { findMessages } from './find-messages';
import type { MessageFilter } from './message-filter';
import { MessagesProjection } from './messages.projection';
import { failed, processed, saved } from '../testing/records.harness';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';

function delivered(messageId: string, more: Partial<Delivery>): JournalRecord {
  const record = processed({ messageId });
  return { ...record, delivery: { ...record.delivery, ...more } };
}

function find(records: readonly JournalRecord[], filter: Partial<MessageFilter>): string[] {
  const messages = new MessagesProjection(1_000, 1_000_000);
  for (const [offset, record] of records.entries()) messages.apply(record, offset);
  const query = { limit: 100, outcome: 'any', ...filter } as const;
  return runToEnd(findMessages(messages, query)).items.map(({ messageId }) => messageId);
}

describe('filtering messages', () => {
  it('finds a value of the payload, and everything else that is asked must be so too', () => {
    const event = { id: 'e', tipo: 'T', payload: { a: { b: 5 } } };
    const records = [
      processed({ messageId: 'm1', event }),
      processed({ messageId: 'm2', event: { ...event, tipo: 'U' } }),
      processed({ messageId: 'm3', event: { ...event, payload: { a: { b: 4 } } } }),
      processed({ messageId: 'm4', event: { ...event, payload: { other: '"b":5' } } }),
    ];
    const above4 = { path: ['a', 'b'], operator: '>', value: '4' };
    expect(find(records, { payloadTests: [above4] })).toEqual(['m2', 'm1']);
    expect(find(records, { payloadTests: [above4], tipo: 'T' })).toEqual(['m1']);
    const below9 = { path: ['a', 'b'], operator: '<', value: '9' };
    const not4 = { path: ['a', 'b'], operator: '!=', value: '4' };
    expect(find(records, { payloadTests: [below9, not4] })).toEqual(['m2', 'm1']);
  });

  it('finds a header, and no field of what was published that is named as one', () => {
    const tenant = { path: ['exchange'], operator: '=', value: 'acme' };
    const records = [
      delivered('m1', { headers: { exchange: 'acme' } }),
      delivered('m2', { exchange: 'acme', headers: {} }),
      delivered('m3', { headers: { exchange: 'other' } }),
    ];
    expect(find(records, { headerTests: [tenant] })).toEqual(['m1']);
    expect(find(records, { exchange: 'acme' })).toEqual(['m2']);
    expect(find(records, { headerTests: [{ ...tenant, operator: '!=' }] })).toEqual(['m3', 'm2']);
  });

  it('finds the messages of a trace, and none that has its id elsewhere', () => {
    const records = [
      delivered('m1', { headers: { traceparent: `00-${TRACE}-00f067aa0ba902b7-01` } }),
      delivered('m2', { headers: { note: `00-${TRACE}-00f067aa0ba902b7-01` } }),
      delivered('m3', { headers: { traceparent: 7 } }),
    ];
    expect(find(records, { traceId: TRACE })).toEqual(['m1']);
  });

  it('finds by the attempt that decided, and by how long that one ran', () => {
    const records = [
      failed({ messageId: 'm1', attempt: 1, startMs: 0, endMs: 900, retryInMs: 1 }),
      processed({ messageId: 'm1', attempt: 2, startMs: 1_000, endMs: 1_020 }),
      processed({ messageId: 'm2', startMs: 0, endMs: 300 }),
      saved({ messageId: 'm3', done: 1 }),
    ];
    expect(find(records, { minAttempt: 2 })).toEqual(['m1']);
    expect(find(records, { maxAttempt: 1 })).toEqual(['m3', 'm2']);
    expect(find(records, { minRunMs: 100 })).toEqual(['m2']);
    expect(find(records, { maxRunMs: 100 })).toEqual(['m1']);
    expect(find(records, { minRunMs: 300, maxRunMs: 300 })).toEqual(['m2']);
  });
});
