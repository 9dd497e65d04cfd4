import { checkConsumers } from './check-consumers';
import type { QueueConsumer } from './queue-consumer';

type State = QueueConsumer['state'];

const stats = { counts: { unreadable: 0, undeliverable: 0 } };

const consumers = (states: Record<string, State>): QueueConsumer[] =>
  Object.entries(states).map(([queue, state]) => ({ queue, state, stats }) as QueueConsumer);

describe('what the consumers say of themselves', () => {
  it.each<[string, Record<string, State>, string[], boolean, string]>([
    ['all attached', { a: 'attached', b: 'attached' }, [], true, '2 attached'],
    [
      'one detached of which nothing is known',
      { a: 'attached', b: 'detached' },
      [],
      false,
      'not attached: b',
    ],
    [
      'one detached since its queue is unavailable',
      { a: 'attached', b: 'detached', c: 'paused' },
      ['b'],
      true,
      '1 attached; paused: c; degraded: unavailable: b',
    ],
    [
      'another lost beside it',
      { a: 'attached', b: 'detached', c: 'detached' },
      ['b'],
      false,
      'not attached: b, c',
    ],
    [
      'every queue unavailable',
      { a: 'detached', b: 'detached' },
      ['a', 'b'],
      false,
      'not attached: a, b',
    ],
    ['one stopped', { a: 'attached', b: 'stopped' }, ['b'], false, 'not attached: b'],
  ])('%s', (_, states, unavailable, ok, detail) => {
    expect(checkConsumers(consumers(states), 0, unavailable)).toEqual({ ok, detail });
  });
});
