import { after, headers as names } from '@warren/model';
import { waitFor } from '@warren/testing';
import type { GetMessage } from 'amqplib';
import { ConsumingHarness, event } from './consuming.harness';

const LIMIT = 3;
const WAITING = ['first.retry.57s', 'first.retry.58s', 'first.retry.59s'];
const NEIGHBOURS = ['n1', 'n2', 'n3', 'n4', 'n5'];

/** The waits are over when a test says so: none of it depends on how fast the worker reconnects. */
describe('an event that ends its worker each time, in an ordinary queue,', () => {
  let harness: ConsumingHarness;
  let runs: number;
  let lost: (() => void)[];

  beforeEach(async () => {
    runs = 0;
    lost = [];
    const first = {
      prefetch: 30,
      concurrency: 10,
      deliveryLimit: LIMIT,
      retry: after('57s', '58s', '59s'),
    };
    harness = await ConsumingHarness.start(first);
    harness.handle.mockImplementation(async (_, { messageId, redeliveries }) => {
      // Its neighbours are slow until both are suspected: each is in hand at two losses.
      if (messageId !== 'killer') return redeliveries < 2 ? untilLost() : undefined;
      runs += 1;
      if (runs <= 2) await waitFor('its neighbours', () => harness.first.inFlight > 5);
      await loseConnection();
    });
  });

  afterEach(() => harness.stop());

  /** To the broker it is as if the worker ended; nothing is recorded of what it had in hand. */
  async function loseConnection(): Promise<void> {
    harness.cut();
    await waitFor('the loss to be noticed', () => harness.first.state === 'detached');
    for (const end of lost.splice(0)) end();
    throw new Error('its connection is gone');
  }

  function untilLost(): Promise<void> {
    return new Promise((_, reject) => lost.push(() => reject(new Error('its connection is gone'))));
  }

  /** Ends the wait of all that waits, as the broker does when its time has come. */
  async function endWaits(): Promise<void> {
    for (let message = await nextWaiting(); message; message = await nextWaiting()) {
      const properties = { ...message.properties, expiration: undefined };
      harness.channel.sendToQueue('first', message.content, properties);
      await harness.channel.waitForConfirms();
    }
  }

  async function nextWaiting(): Promise<GetMessage | undefined> {
    for (const queue of WAITING) {
      const message = await harness.channel.get(queue, { noAck: true });
      if (message) return message;
    }
    return undefined;
  }

  async function countWaiting(): Promise<number> {
    const depths = await Promise.all(WAITING.map((queue) => harness.depth(queue)));
    return depths.reduce((sum, depth) => sum + depth, 0);
  }

  async function isProcessedElsewhere(id: string): Promise<void> {
    harness.channel.sendToQueue('second', Buffer.from(event(id)), { messageId: id });
    await waitFor(`${id} in the other queue`, () => harness.journal.idsOf('second').includes(id));
  }

  it('is a dead letter after one run more than the limit, and waits while others are handled (row 27)', async () => {
    await harness.publishAll(['killer', ...NEIGHBOURS]);
    const all = NEIGHBOURS.length + 1;
    await waitFor('all to wait', async () => (await countWaiting()) === all, 30_000);
    expect(runs).toBe(2);
    await isProcessedElsewhere('h2');
    for (const run of [3, 4]) {
      await endWaits();
      await waitFor(`run ${run}`, () => runs === run);
      if (run > LIMIT) break;
      await waitFor('it to wait', async () => (await countWaiting()) > 0);
      await isProcessedElsewhere(`h${run}`);
    }
    await waitFor('the neighbours', async () => {
      await endWaits();
      return new Set(harness.journal.idsOf('first')).size === NEIGHBOURS.length;
    });
    const letter = await harness.deadLetter();
    expect(letter.id).toBe('killer');
    expect(letter.headers).toMatchObject({ [names.failureCode]: 'returned', [names.attempt]: 1 });
    expect(letter.headers[names.returns]).toBeUndefined();
    expect(runs).toBe(LIMIT + 1);
    expect(await harness.depth('first')).toBe(0);
    expect(await harness.depth('dead')).toBe(0);
  });

  it('counts no returns against the attempt after one that failed', async () => {
    harness.handle.mockReset().mockImplementation(async (_, { redeliveries, attempt }) => {
      runs += 1;
      if (attempt > 1) return;
      if (redeliveries >= 2) throw new Error('it failed this time');
      await loseConnection();
    });
    await harness.publishAll(['m1']);
    await waitFor('it to wait', async () => (await countWaiting()) === 1, 30_000);
    await endWaits();
    await waitFor('its failure', () => runs === 3);
    await waitFor('it to wait for the next attempt', async () => (await countWaiting()) === 1);
    const copy = await nextWaiting();
    const { headers } = copy ? copy.properties : { headers: undefined };
    expect(headers).toMatchObject({ [names.attempt]: 2, [names.failureCode]: 'Error' });
    expect(headers).not.toHaveProperty(names.returns);
  });
});
