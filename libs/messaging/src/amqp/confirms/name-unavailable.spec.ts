import { exchanges, topology } from '@warren/testing';
import { nameUnavailable } from './name-unavailable';
import type { OutgoingMessage, SendOutcome } from '../../messages/outgoing-message';

function to(exchange: string, routingKey: string, headers = {}): OutgoingMessage {
  return { exchange, routingKey, body: Buffer.from(''), properties: { messageId: 'm', headers } };
}

const name = (outcome: SendOutcome, message: OutgoingMessage, ...down: string[]): SendOutcome =>
  nameUnavailable(outcome, message, topology, (queue) => down.includes(queue));

const nacked = { kind: 'refused', reason: 'the broker refused it' } as const;

describe('a message that a declared queue did not get', () => {
  it.each([
    ['by key', to(exchanges.direct.name, 'job.priority'), ['jobs.priority']],
    ['by name', to('', 'mensajes'), ['mensajes']],
    ['by pattern', to(exchanges.topic.name, 'orders.eu.paid'), ['orders.audit', 'orders.paid']],
    ['by headers', to(exchanges.headers.name, '', { lang: 'es' }), ['greetings.es']],
  ])('is refused and names the queues when it was returned: bound %s', (_, message, queues) => {
    expect(name({ kind: 'unroutable' }, message)).toMatchObject({ kind: 'refused', queues });
  });

  it.each([to(exchanges.direct.name, 'job.priorit'), to('', 'nowhere'), to('unknown', 'x')])(
    'stays unroutable when no declared queue wants it: %j',
    (message) => {
      expect(name({ kind: 'unroutable' }, message, 'jobs.priority')).toEqual({
        kind: 'unroutable',
      });
    },
  );

  it('names of a nacked one only what is known to be unavailable: it may be full', () => {
    const message = to(exchanges.topic.name, 'orders.eu.paid');
    expect(name(nacked, message)).toBe(nacked);
    expect(name(nacked, message, 'orders.paid')).toMatchObject({ queues: ['orders.paid'] });
  });

  it('leaves what is confirmed or unknown as it is', () => {
    const message = to('', 'mensajes');
    for (const outcome of [{ kind: 'confirmed' }, { kind: 'unknown', reason: 'r' }] as const)
      expect(name(outcome, message, 'mensajes')).toBe(outcome);
  });
});
