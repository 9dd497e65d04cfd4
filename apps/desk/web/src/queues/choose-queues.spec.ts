import { chooseQueues } from './choose-queues';

const queue = (name: string, messages: number, consumers = 1, kind = 'work' as const) => ({
  ...{ name, kind, messages, consumers },
});

describe('the list of queues', () => {
  const queues = [
    queue('a', 1),
    queue('b', 900),
    queue('orders.paid', 5, 0),
    { ...queue('a.retry.1s', 4, 0), kind: 'retry' as const },
  ];

  it('has those of work, without a consumer first, then the deepest', () => {
    expect(chooseQueues(queues, {}).map(({ name }) => name)).toEqual(['orders.paid', 'b', 'a']);
  });

  it('has those whose name has a text, in any case, of all kinds where asked', () => {
    expect(chooseQueues(queues, { q: 'PAID' }).map(({ name }) => name)).toEqual(['orders.paid']);
    expect(chooseQueues(queues, { q: 'retry', kind: 'all' })).toHaveLength(1);
  });
});
