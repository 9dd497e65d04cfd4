import { createVhost, startOwnBroker, waitFor } from '@warren/testing';
import { ConsumingHarness, event } from './consuming.harness';

/** Publishes without a pause, in four lanes, until `stop` is called. */
class SteadyLoad {
  readonly confirmed = new Set<string>();
  readonly attempted = new Set<string>();
  private isOver = false;
  private readonly lanes: Promise<unknown>;

  constructor(private readonly harness: ConsumingHarness) {
    this.lanes = Promise.all([0, 1, 2, 3].map((lane) => this.publish(lane)));
  }

  async someMore(): Promise<void> {
    const goal = this.confirmed.size + 200;
    await waitFor('confirms', () => this.confirmed.size >= goal);
  }

  async stop(): Promise<void> {
    this.isOver = true;
    await this.lanes;
  }

  private get canPublish(): boolean {
    return this.harness.publisher.refusal === undefined;
  }

  private async publish(lane: number): Promise<void> {
    for (let n = 0; !this.isOver; n += 1) {
      const messageId = `${lane}-${n}`;
      this.attempted.add(messageId);
      const { kind } = await this.harness.publisher.send({
        exchange: '',
        routingKey: 'first',
        body: Buffer.from(event(messageId)),
        properties: { messageId, mandatory: true, persistent: true },
      });
      if (kind === 'confirmed') this.confirmed.add(messageId);
      else await waitFor('the publisher', () => this.isOver || this.canPublish);
    }
  }
}

describe('the consumers while the broker restarts', () => {
  let broker: Awaited<ReturnType<typeof startOwnBroker>>;
  let harness: ConsumingHarness;
  let load: SteadyLoad;

  beforeEach(async () => {
    broker = await startOwnBroker();
    harness = await ConsumingHarness.start({}, { vhost: await createVhost(broker) });
    load = new SteadyLoad(harness);
  });

  afterEach(async () => {
    await load.stop();
    await harness.stop();
    await broker.discard();
  });

  it.each([
    [
      'stopped and started',
      async () => {
        await broker.rabbitmqctl(['stop_app']);
        await broker.rabbitmqctl(['start_app']);
      },
    ],
    [
      'killed',
      async () => {
        await broker.writeDown();
        broker.kill('SIGKILL');
        await broker.restart();
      },
    ],
  ])(
    'lose nothing that was confirmed, and each message has one effect, when it is %s under load (row 32)',
    async (_, interrupt) => {
      const { journal } = harness;
      await load.someMore();
      await interrupt();
      await load.someMore();
      await load.stop();
      await waitFor('every confirmed message', () => {
        const done = new Set(journal.idsOf('first'));
        return [...load.confirmed].every((id) => done.has(id));
      });
      await harness.ready();
      const done = journal.idsOf('first');
      expect(new Set(done).size).toBe(done.length);
      expect(done.filter((id) => !load.attempted.has(id))).toEqual([]);
      expect(harness.first.counts).toMatchObject({ retried: 0, deadLettered: 0 });
    },
  );
});
