import type { DeadLetter, JournalRecord } from '@warren/messaging';
import { runToEnd } from '@warren/testing';
import { MessagesProjection } from '@warren/views';
import { deadLettered, processed } from '@warren/views/testing';
import { findPasted, type Places } from './find-pasted';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';

function places(records: readonly JournalRecord[]): Places {
  const messages = new MessagesProjection(10_000, 1e9);
  for (const [offset, record] of records.entries()) messages.apply(record, 100 + offset);
  const letters = records.flatMap((record) =>
    record.kind === 'dead-lettered' ? [[record.deadLetterId, { record, state: 'open' }]] : [],
  );
  return {
    messages,
    deadLetters: new Map(letters as [string, DeadLetter][]),
    topology: {
      queues: [{ name: 'orders' }, { name: 'orders.mail' }],
      exchanges: [{ name: 'Orders.topic' }],
    } as unknown as Places['topology'],
  };
}

function delivered(messageId: string): JournalRecord {
  const record = processed({ messageId, event: { id: 'e1', tipo: 'PAID', payload: {} } });
  const headers = { traceparent: `00-${TRACE}-00f067aa0ba902b7-01` };
  return { ...record, delivery: { ...record.delivery, correlationId: 'o/1', headers } };
}

const ALL = [delivered('m1'), delivered('m2'), deadLettered({ messageId: 'm3' })];

function find(pasted: string, records: readonly JournalRecord[] = ALL) {
  const { complete, entries } = runToEnd(findPasted(places(records), pasted));
  expect(complete).toBe(true);
  return entries.map(({ kind, link }) => [kind, link]);
}

const FLOW = ['flow', 'flows/o%2F1'];

describe('looking up what somebody pasted', () => {
  it('finds a message with its flow, and a dead letter, by their ids', () => {
    expect(find('m1')).toEqual([['message', 'messages/m1'], FLOW]);
    expect(find('d-0')).toEqual([['dead-letter', 'dead-letters/d-0']]);
  });

  it('finds events, flows, traces and tipos among the messages', () => {
    expect(find('e1')).toEqual([
      ['event', 'messages?outcome=any&id=e1'],
      ['message', 'messages/m2'],
      FLOW,
      ['message', 'messages/m1'],
    ]);
    expect(find('o/1')).toEqual([FLOW]);
    expect(find(TRACE)).toEqual([['trace', `messages?outcome=any&traceId=${TRACE}`]]);
    expect(find('PAID')).toEqual([['tipo', 'messages?outcome=any&tipo=PAID']]);
  });

  it('finds queues and exchanges, also by a part of their names', () => {
    expect(find('orders')).toEqual([
      ['queue', 'messages?outcome=any&queue=orders'],
      ['queue', 'messages?outcome=any&queue=orders.mail'],
      ['exchange', 'messages?outcome=any&exchange=Orders.topic'],
    ]);
    expect(find('MAIL')).toEqual([['queue', 'messages?outcome=any&queue=orders.mail']]);
  });

  it('finds what has its last record at an offset of the journal', () => {
    const list = ['offset', 'messages?outcome=any&before=102'];
    expect(find('101')).toEqual([['message', 'messages/m2'], FLOW, list]);
  });

  it('finds what a whole event, or an address, is about', () => {
    expect(find('{"id":"e1","tipo":"X","payload":{}}')[0]?.[0]).toBe('event');
    expect(find('http://localhost:8002/messages/m1')[0]).toEqual(['message', 'messages/m1']);
  });

  it('finds nothing for what is nowhere, and says at most 50 things', () => {
    expect(find('nowhere')).toEqual([]);
    const many = Array.from({ length: 200 }, (_, index) => delivered(`m${index}`));
    expect(find('{"id":"e1","tipo":"PAID","correlationId":"o/1"}', many).length).toBeLessThan(50);
  });
});
