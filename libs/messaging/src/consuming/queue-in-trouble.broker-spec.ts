import {
  allowQueues,
  createVhost,
  forbidQueue,
  restartQuorumQueue,
  startOwnBroker,
  stopQuorumQueue,
  waitFor,
  type Vhost,
} from '@warren/testing';
import { connect, type ChannelModel } from 'amqplib';
import { declarePlan } from '../amqp/declaring/declare-plan';
import { planTopology } from '../amqp/declaring/plan-topology';
import { ConsumingHarness, event } from './consuming.harness';
import { twoQueues } from './two-queues.harness';

type Broker = Awaited<ReturnType<typeof startOwnBroker>>;

/** What can be wrong with one queue, how that begins and how it ends. */
interface Trouble {
  readonly what: string;
  readonly reason: RegExp;
  readonly begin: (broker: Broker, vhost: Vhost) => Promise<() => Promise<void>>;
}

const queue = 'first';

const troubles: Trouble[] = [
  {
    what: 'that has no leader',
    reason: /INTERNAL.ERROR/,
    begin: async (broker, { name: vhost, url }) => {
      const connection = await connect(url);
      await declarePlan(connection, planTopology(twoQueues({})));
      await connection.close();
      await stopQuorumQueue(broker, { vhost, queue });
      return () => restartQuorumQueue(broker, { vhost, queue });
    },
  },
  {
    what: 'that it may not declare or consume',
    reason: /ACCESS.REFUSED/,
    begin: async (broker, { name: vhost }) => {
      await forbidQueue(broker, { vhost, queue });
      return () => allowQueues(broker, vhost);
    },
  },
  {
    what: 'that another connection has for itself',
    reason: /RESOURCE.LOCKED/,
    begin: async (_, { url }) => {
      const other: ChannelModel = await connect(url);
      await (await other.createChannel()).assertQueue(queue, { exclusive: true });
      return () => other.close();
    },
  },
];

describe('a process that starts with a queue', () => {
  let broker: Broker;
  let vhost: Vhost;
  let harness: ConsumingHarness;
  let end: () => Promise<void>;

  beforeAll(async () => {
    broker = await startOwnBroker();
  });

  beforeEach(async () => {
    vhost = await createVhost(broker);
  });

  afterEach(async () => {
    await harness.stop();
    await vhost.remove();
  });

  afterAll(() => broker.discard());

  async function processed(...ids: string[]): Promise<void> {
    for (const id of ids) {
      harness.channel.publish('', 'second', Buffer.from(event(id)), { messageId: id });
      await waitFor(`${id} to be processed`, () => harness.journal.idsOf('second').includes(id));
    }
  }

  it.each(troubles)(
    '$what: it says so, the other queue is consumed, and this one when it is back (row 51)',
    async ({ begin, reason }) => {
      end = await begin(broker, vhost);
      harness = await ConsumingHarness.launch({}, { vhost });
      const first = (): ConsumingHarness['first'] => harness.first;
      await waitFor('the reason', () => first().unavailable);
      expect(first()).toMatchObject({
        state: 'detached',
        unavailable: expect.stringMatching(reason) as unknown,
      });
      await processed('a', 'b', 'c');
      await waitFor('readiness', () => harness.readiness.report().ready);
      expect(harness.readiness.report().checks['consumers']).toEqual({
        ok: true,
        detail: '1 attached; degraded: unavailable: first',
      });
      // The same when all that it has is lost meanwhile: its publisher and its other consumer come back.
      harness.cut();
      await processed('d');
      await waitFor('readiness', () => harness.readiness.report().ready);
      await end();
      await waitFor('the consumer', () => first().state === 'attached');
      await harness.publish('first', event('later'), { messageId: 'later' });
      await waitFor('it', () => harness.journal.idsOf('first').includes('later'));
      expect(first().unavailable).toBeUndefined();
      expect(harness.readiness.report().checks['topology']).toEqual({
        ok: true,
        detail: 'in place',
      });
      expect(new Set(harness.journal.idsOf('second')).size).toBe(
        harness.journal.idsOf('second').length,
      );
    },
  );

  it('that a client declares otherwise while it runs: the other is consumed, and this one when it is right again', async () => {
    harness = await ConsumingHarness.start({}, { vhost });
    const { channel } = harness;
    await channel.deleteQueue(queue);
    await channel.assertQueue(queue, { durable: true, arguments: { 'x-queue-type': 'classic' } });
    await waitFor('the reason', () => harness.first.unavailable?.includes("The queue 'first'"));
    await processed('a', 'b', 'c');
    await waitFor('readiness', () => harness.readiness.report().ready);
    await channel.deleteQueue(queue);
    await waitFor('the consumer', () => harness.first.state === 'attached');
    await harness.publish('first', event('later'), { messageId: 'later' });
    await waitFor('it', () => harness.journal.idsOf('first').includes('later'));
    expect(harness.first.unavailable).toBeUndefined();
  });

  it('that it loses while it runs: the connection of the others is lost once at most (row 51)', async () => {
    harness = await ConsumingHarness.start({}, { vhost });
    const publishing = harness.publisher['connection'].model;
    let losses = 0;
    harness.consumers['connection']?.managedConnection.on('disconnect', () => (losses += 1));
    await stopQuorumQueue(broker, { vhost: vhost.name, queue });
    harness.watchEvery(50);
    await waitFor('the loss to be noticed', () => harness.first.unavailable);
    const lostAtFirst = losses;
    await processed('a', 'b', 'c');
    await waitFor('readiness', () => harness.readiness.report().ready);
    await restartQuorumQueue(broker, { vhost: vhost.name, queue });
    await waitFor('the consumer', () => harness.first.state === 'attached');
    expect([lostAtFirst, losses]).toEqual([1, 1]);
    expect(harness.publisher['connection'].model).toBe(publishing);
  });
});
