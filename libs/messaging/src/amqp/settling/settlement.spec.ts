import { setImmediate as turn } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import type { Channel, ConsumeMessage } from 'amqplib';
import fc from 'fast-check';
import { Settlement } from './settlement';

describe('settling the deliveries of a channel (I1)', () => {
  let channel: { ack: jest.Mock; nack: jest.Mock };
  let settlement: Settlement;

  beforeEach(() => {
    channel = { ack: jest.fn(), nack: jest.fn() };
    settlement = new Settlement(channel as unknown as Channel);
  });

  const message = (deliveryTag: number, redelivered = false): ConsumeMessage =>
    ({
      content: Buffer.from('{"id":"e-1","tipo":"T"}'),
      fields: { deliveryTag, redelivered },
      properties: { messageId: `m-${deliveryTag}` },
    }) as unknown as ConsumeMessage;
  const take = (...tags: number[]): void => tags.forEach((tag) => settlement.take(message(tag)));
  const ack = (...tags: number[]): void => tags.forEach((tag) => settlement.ack(message(tag)));
  const acked = (): [number, boolean][] =>
    channel.ack.mock.calls.map(([{ fields }, upTo]: [ConsumeMessage, boolean]) => [
      fields.deliveryTag,
      upTo,
    ]);

  it('acks what was done together with one ack, before the next turn', async () => {
    take(1, 2, 3, 4);
    ack(2, 1);
    await Promise.resolve();
    ack(3);
    expect(acked()).toEqual([]);
    await new Promise((resolve) => process.nextTick(resolve));
    expect(acked()).toEqual([[3, true]]);
  });

  it('rejects for good what the broker is to dead-letter, once, and acks it no more', async () => {
    take(1, 2);
    settlement.reject(message(1));
    settlement.reject(message(1));
    ack(1, 2);
    await turn();
    expect(channel.nack.mock.calls).toEqual([[message(1), false, false]]);
    expect(acked()).toEqual([[2, true]]);
  });

  it('never acks what is open before it: that goes by single acks', async () => {
    take(1, 2, 3, 4, 5);
    ack(1, 3, 5);
    await turn();
    expect(acked()).toEqual([
      [1, true],
      [3, false],
      [5, false],
    ]);
    ack(2);
    await turn();
    expect(acked().at(-1)).toEqual([2, true]);
  });

  it('never acks a delivery that is left to the broker', async () => {
    take(1, 2);
    ack(2);
    await turn();
    expect(acked()).toEqual([[2, false]]);
  });

  it('settles each once, however often it is called (row 31)', async () => {
    take(1, 2);
    ack(1, 1);
    settlement.giveBack(message(1));
    settlement.giveBack(message(2));
    settlement.giveBack(message(2));
    ack(2, 3);
    await turn();
    ack(1);
    await turn();
    expect(acked()).toEqual([[1, true]]);
    expect(channel.nack).toHaveBeenCalledTimes(1);
  });

  it('gives back to the queue the first time, and then to the dead letters', () => {
    take(1, 2);
    settlement.giveBack(message(1));
    settlement.giveBack(message(2, true));
    expect(
      channel.nack.mock.calls.map(([, , requeue]: [unknown, unknown, boolean]) => requeue),
    ).toEqual([true, false]);
  });

  it('sends nothing on a channel that is closed, and lives when the channel refuses', async () => {
    take(1, 2);
    channel.ack.mockImplementation(() => {
      throw new Error('Channel closed');
    });
    ack(1);
    await turn();
    ack(2);
    settlement.close();
    channel.ack.mockClear();
    await turn();
    ack(2);
    settlement.giveBack(message(2));
    await turn();
    expect(channel.ack).not.toHaveBeenCalled();
    expect(channel.nack).not.toHaveBeenCalled();
  });

  it('logs the event of what it can no longer settle', () => {
    const warn = jest.spyOn(Logger.prototype, 'warn').mockReturnValue();
    channel.nack.mockImplementation(() => {
      throw new Error('Channel closed');
    });
    take(1, 2);
    settlement.giveBack(message(1));
    settlement.close();
    ack(2);
    const logged = warn.mock.calls.map(([details]) => details as unknown);
    expect(logged).toEqual(
      ['m-1', 'm-2'].map((messageId): unknown =>
        expect.objectContaining({ messageId, id: 'e-1', tipo: 'T' }),
      ),
    );
    warn.mockRestore();
  });

  it('settles what is done, each once, and nothing else, in any order (I1, I2)', async () => {
    const steps = fc.array(
      fc.record({
        what: fc.constantFrom('take', 'take', 'take', 'ack', 'ack', 'giveBack', 'turn'),
        // Of those taken so far, which one.
        which: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
      }),
      { maxLength: 60 },
    );
    await fc.assert(
      fc.asyncProperty(steps, async (sequence) => {
        const broker = new Map<number, 'open' | 'acked' | 'given back'>();
        const settle = (tag: number, state: 'acked' | 'given back'): void => {
          expect(broker.get(tag)).toBe('open');
          broker.set(tag, state);
        };
        const ordered = new Map<number, 'acked' | 'given back'>();
        const own = new Settlement({
          ack: ({ fields: { deliveryTag } }: ConsumeMessage, upTo: boolean) => {
            const before = upTo ? [...broker.keys()].filter((tag) => tag < deliveryTag) : [];
            for (const tag of before) if (broker.get(tag) === 'open') settle(tag, 'acked');
            settle(deliveryTag, 'acked');
          },
          nack: ({ fields }: ConsumeMessage) => settle(fields.deliveryTag, 'given back'),
        } as unknown as Channel);
        for (const { what, which } of sequence) {
          const tag = 1 + Math.floor(which * broker.size);
          if (what === 'turn') await turn();
          else if (what === 'take') {
            broker.set(broker.size + 1, 'open');
            own.take(message(broker.size));
          } else if (broker.size > 0) {
            if (!ordered.has(tag)) ordered.set(tag, what === 'ack' ? 'acked' : 'given back');
            own[what](message(tag));
          }
          const settled = [...broker].filter(([, state]) => state !== 'open');
          for (const [each, state] of settled) expect(ordered.get(each)).toBe(state);
        }
        await turn();
        for (const [tag, state] of broker) expect(state).toBe(ordered.get(tag) ?? 'open');
      }),
      { numRuns: 300 },
    );
  });
});
