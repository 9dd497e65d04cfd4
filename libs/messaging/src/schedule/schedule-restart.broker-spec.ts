import { createVhost, exchanges, startOwnBroker, waitFor } from '@warren/testing';
import { ScheduleHarness } from './schedule.harness';

const { direct } = exchanges;
const LATE_MS = 1_000;
/** After this time the broker passes on again what the next queue did not confirm: in these tests. */
const AGAIN_MS = 10_000;

type Broker = Awaited<ReturnType<typeof startOwnBroker>>;

const restarts: readonly [string, (broker: Broker) => Promise<void>][] = [
  [
    'stopped and started',
    async (broker) => {
      await broker.rabbitmqctl(['stop_app']);
      await broker.rabbitmqctl(['start_app']);
    },
  ],
  [
    'killed',
    async (broker) => {
      broker.kill('SIGKILL');
      await broker.restart();
    },
  ],
];

/** The row is that of the fault matrix in docs/message-loss.md. */
describe('what is put off while the broker restarts', () => {
  let broker: Broker;
  /** How long a start of the broker takes on this machine, as it is now. */
  let bootMs: number;
  let harness: ScheduleHarness;

  beforeEach(async () => {
    const startedAt = Date.now();
    broker = await startOwnBroker();
    bootMs = Date.now() - startedAt;
    harness = await ScheduleHarness.start(await createVhost(broker));
  });

  afterEach(async () => {
    await harness.stop();
    await broker.discard();
  });

  it.each(restarts)(
    'arrives once, at its time or as soon as all is back, when the broker is %s (row 44)',
    async (how, restart) => {
      await broker.writeDown();
      const delays = [3_000, 12_000, Math.max(40_000, 5 * bootMs)];
      const due = new Map<string, number>();
      for (const afterMs of delays) {
        const { deliverAt, messageId } = await harness.schedule(direct, 'info', afterMs);
        due.set(messageId, deliverAt?.getTime() ?? NaN);
      }
      const downAt = Date.now();
      await restart(broker);
      await harness.ready();
      const backAt = Date.now();
      const late = [];
      for (const [messageId, at] of due) {
        const arrivedAt = await arrivalOf(messageId);
        // What left a stage while the broker was away or came up may have met a queue that is not there yet.
        const possibleAt = Math.max(at, backAt + AGAIN_MS);
        late.push({ lateMs: arrivedAt - possibleAt, afterDueMs: arrivedAt - at });
      }
      process.stdout.write(`${how}: back after ${backAt - downAt} ms; ${JSON.stringify(late)}\n`);
      expect(late.filter(({ lateMs }) => lateMs > LATE_MS)).toEqual([]);
      expect(late.filter(({ afterDueMs }) => afterDueMs < 0)).toEqual([]);
      expect(new Set(harness.arrived.map(({ messageId }) => messageId)).size).toBe(
        harness.arrived.length,
      );
    },
  );

  async function arrivalOf(messageId: string): Promise<number> {
    const found = await waitFor(`${messageId} to arrive`, () =>
      harness.arrived.find((each) => each.messageId === messageId),
    );
    return found.at;
  }
});
