import type { Delivery } from '../messages/delivery';
import { followFrom } from './follow-from';

const cause = {
  messageId: 'm1',
  queue: 'orders.created',
  headers: { traceparent: 'a trace', lang: 'es' },
} as unknown as Delivery;

describe('what follows from a delivery', () => {
  const idOf = (delivery: Partial<Delivery>, ...what: string[]): string =>
    followFrom({ ...cause, ...delivery }, ...what).messageId;

  it('has the same id however often the delivery is handled, in every attempt', () => {
    expect(idOf({}, 'paid')).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5/);
    expect(idOf({ attempt: 3, redeliveries: 1, redrives: 2 }, 'paid')).toBe(idOf({}, 'paid'));
    expect(idOf({ redrives: 2, edits: 1 }, 'paid')).toBe(idOf({ edits: 1 }, 'paid'));
    // As it was before events could be edited: a repeat is known across versions.
    expect(idOf({}, 'paid')).toBe('56660a83-ec69-5897-8002-2d04663bbdde');
  });

  it('has another id in another queue, for another cause or one that was edited, and for each thing that follows', () => {
    const ids = [
      idOf({}, 'paid'),
      idOf({}, 'shipped'),
      idOf({}, 'pa', 'id'),
      idOf({}),
      idOf({ queue: 'orders.audit' }, 'paid'),
      idOf({ edits: 1 }, 'paid'),
      idOf({ edits: 2 }, 'paid'),
      idOf({}, '1', 'paid'),
      idOf({ messageId: 'm2' }, 'paid'),
    ];
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('belongs to what its cause belongs to, or else to its cause', () => {
    expect(followFrom({ ...cause, correlationId: 'order-1' }).correlationId).toBe('order-1');
    expect(followFrom(cause).correlationId).toBe('m1');
  });

  it('says its cause and continues with its trace, and takes no other header along', () => {
    expect(followFrom(cause)).toMatchObject({ causationId: 'm1', traceparent: 'a trace' });
    expect(followFrom(cause)).not.toHaveProperty('headers');
    expect(followFrom({ ...cause, headers: {} })).not.toHaveProperty('traceparent');
  });
});
