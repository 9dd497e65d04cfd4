import { after, headers as names, type Queue } from '@warren/model';
import type { ConsumeMessage } from 'amqplib';
import { decideReturn, findReturn, ReturnedError } from './decide-return';

describe('finding a return for which a delivery is not handled', () => {
  const ordinary = { ordering: 'any' } as const;

  /** @param count how often the broker says it was returned. @param before how often that is in a header. */
  function find(
    { count, before }: { count?: unknown; before?: unknown },
    queue: Pick<Queue, 'maxPriority' | 'ordering'> = ordinary,
    redelivered = true,
  ): number | undefined {
    const message = {
      content: Buffer.from('{}'),
      fields: { redelivered },
      properties: { headers: { 'x-delivery-count': count, [names.returns]: before } },
    } as unknown as ConsumeMessage;
    return findReturn(message, queue, 2)?.returns;
  }

  it.each([
    ['none the first time: that is a lost connection most likely', { count: 1 }, undefined],
    ['the second time', { count: 2 }, 2],
    ['each time when a copy of it came back, with all returns counted', { count: 1, before: 2 }, 3],
    ['all that the broker counted in between', { count: 4, before: 2 }, 6],
    ['none where the broker counts none, as RabbitMQ 4.3 for a nack', { before: 2 }, undefined],
    ['none by counts that cannot be read', { count: 'many', before: -1 }, undefined],
  ])('finds %s', (_, counts, expected) => {
    expect(find(counts)).toBe(expected);
  });

  it('finds none at a first delivery, with any headers', () => {
    expect(find({ count: 9, before: 9 }, ordinary, false)).toBeUndefined();
  });

  it('finds none in strict order, where a copy would lose its place', () => {
    expect(find({ count: 9 }, { ordering: 'strict' })).toBeUndefined();
  });

  it('finds each one in a queue with priorities, by its own count', () => {
    const priorities = { ordering: 'any', maxPriority: 9 } as const;
    expect([find({}, priorities), find({ before: 3, count: 7 }, priorities)]).toEqual([1, 4]);
  });

  it('finds none of what is too large to be copied: the broker counts those', () => {
    const message = {
      content: Buffer.alloc(3),
      fields: { redelivered: true },
      properties: { headers: { 'x-delivery-count': 5 } },
    } as unknown as ConsumeMessage;
    expect(findReturn(message, ordinary, 2)).toBeUndefined();
  });
});

describe('deciding what becomes of a return', () => {
  const queue = { deliveryLimit: 4, retry: after('1s', '10s', '1m', '10m') };
  const decide = (returns: number, chance: number, of = queue): object =>
    decideReturn(
      new ReturnedError(returns),
      of,
      (waitMs) => waitMs + 7,
      () => chance,
    );

  it('chooses one of as many waits as it has returns, so that they grow', () => {
    const again = (returns: number, waitMs: number): object => ({
      ...{ kind: 'retry', returns, waitMs, delayMs: waitMs + 7 },
      failure: { code: 'returned' },
    });
    expect([1, 2, 3, 4].map((returns) => decide(returns, 0.99))).toMatchObject([
      ...[again(1, 1_000), again(2, 10_000), again(3, 60_000), again(4, 60_000)],
    ]);
    expect([0, 0.5, 0.7].map((chance) => decide(4, chance))).toMatchObject([
      ...[again(4, 1_000), again(4, 10_000), again(4, 60_000)],
    ]);
  });

  it('is a dead letter beyond the limit of the queue', () => {
    expect(decide(5, 0)).toMatchObject({ kind: 'dead-letter', failure: { code: 'returned' } });
  });

  it('waits also where nothing is retried', () => {
    const none = { ...queue, retry: after() };
    expect([decide(2, 0, none), decide(2, 0.99, none)]).toMatchObject([
      { waitMs: 10_000 },
      { waitMs: 60_000 },
    ]);
  });
});
