import { headers as names } from '@warren/model';
import { waitFor } from '@warren/testing';
import { ConsumingHarness } from './consuming.harness';

const LIMIT = 2;

describe('a queue with priorities, in which the broker counts no returns', () => {
  let harness: ConsumingHarness;

  beforeEach(async () => {
    harness = await ConsumingHarness.start({ maxPriority: 9, prefetch: 1, deliveryLimit: LIMIT });
  });

  afterEach(() => harness.stop());

  /** To the broker it is as if the worker ended; nothing is recorded of what it had in hand. */
  async function loseConnection(): Promise<never> {
    harness.cut();
    await waitFor('the loss to be noticed', () => harness.first.state === 'detached');
    throw new Error('its connection is gone');
  }

  it('has what ends its worker each time dead-lettered at the limit of the queue, and others handled', async () => {
    let runs = 0;
    harness.handle.mockImplementation(async (_, { messageId }) => {
      if (messageId !== 'killer') return;
      runs += 1;
      await loseConnection();
    });
    await harness.publishAll(['killer', 'm1', 'm2', 'm3']);
    await waitFor('the dead letter', async () => (await harness.depth('dead')) === 1);
    await waitFor('the others', () => harness.journal.idsOf('first').length === 3);
    const letter = await harness.deadLetter();
    expect(letter?.id).toBe('killer');
    expect(letter?.headers).toMatchObject({ [names.failureCode]: 'returned', [names.attempt]: 1 });
    expect(runs).toBe(LIMIT + 1);
    expect(await harness.depth('first')).toBe(0);
  });

  it('gives what came back once to its handler again, as the same attempt', async () => {
    const deliveries: { attempt: number; redeliveries: number }[] = [];
    harness.handle.mockImplementation(async (_, { attempt, redeliveries }) => {
      deliveries.push({ attempt, redeliveries });
      if (deliveries.length === 1) await loseConnection();
    });
    await harness.publishAll(['m1']);
    await waitFor('the second run', () => deliveries.length === 2);
    expect(deliveries).toEqual([
      { attempt: 1, redeliveries: 0 },
      { attempt: 1, redeliveries: 1 },
    ]);
    await waitFor('the ack', async () => (await harness.depth('first')) === 0);
    expect(await harness.depth('dead')).toBe(0);
  });
});
