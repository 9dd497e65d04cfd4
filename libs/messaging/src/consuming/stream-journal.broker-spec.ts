import {
  clearMemoryAlarm,
  createVhost,
  raiseMemoryAlarm,
  startOwnBroker,
  waitFor,
  type Vhost,
} from '@warren/testing';
import type { JournalLine } from '../records/claim-record';
import { JournalHarness } from '../journal/stream-journal.harness';
import { ConsumingHarness, event } from './consuming.harness';

interface Worker {
  readonly consuming: ConsumingHarness;
  readonly stream: JournalHarness;
}

/** The rows are those of the fault matrix in docs/message-loss.md. */
describe('consumers with their journal in a stream', () => {
  let broker: Awaited<ReturnType<typeof startOwnBroker>>;
  let vhost: Vhost;
  const workers: Worker[] = [];

  beforeAll(async () => {
    broker = await startOwnBroker();
  });

  beforeEach(async () => {
    vhost = await createVhost(broker);
  });

  afterEach(async () => {
    for (const { consuming, stream } of workers.splice(0)) {
      await consuming.stop();
      await stream.stop();
    }
    await vhost.remove();
  });

  afterAll(() => broker.discard());

  async function start(): Promise<Worker> {
    const stream = await JournalHarness.start(vhost.url);
    const place = { vhost, stream: stream.journal };
    const worker = { consuming: await ConsumingHarness.launch({ prefetch: 500 }, place), stream };
    workers.push(worker);
    await worker.consuming.ready();
    return worker;
  }

  const ids = (count: number): string[] => Array.from({ length: count }, (_, n) => `m${n}`);

  it('know what a worker had recorded that was killed before its ack: one effect (row 21) (I12)', async () => {
    const one = await start();
    const { consuming, stream } = one;
    const ack = jest.spyOn(await consuming.consumerChannel('first'), 'ack');
    const append = stream.journal.append.bind(stream.journal);
    jest.spyOn(stream.journal, 'append').mockImplementationOnce(async (record: JournalLine) => {
      await append(record);
      // From here on nothing that this worker says is heard, least of all its ack.
      consuming.proxy.mode = 'blackhole-up';
    });
    await consuming.publish('first', event('1'), { messageId: 'm1' });
    await waitFor('the ack that is lost', () => ack.mock.calls.length > 0);
    consuming.kill();

    const { consuming: next, stream: read } = await start();
    await waitFor('the second delivery', () => next.first.counts.duplicates === 1);
    expect(consuming.handle).toHaveBeenCalledTimes(1);
    expect(next.handle).not.toHaveBeenCalled();
    expect(read.ids).toEqual(['m1']);
    await next.consumers.beforeApplicationShutdown();
    expect(await next.depth('first')).toBe(0);
  });

  it('stop under an alarm of the broker, lose nothing, and continue alone when it is over (row 35) (I2)', async () => {
    const { consuming, stream } = await start();
    const { handle, operations } = consuming;
    const states = (): string[] => operations.list().map(({ state }) => state);
    // Published before it, since the broker takes nothing while it lasts.
    await operations.pause('first');
    await consuming.publishAll(ids(400));
    let release = (): void => undefined;
    const released = new Promise<void>((resolve) => (release = resolve));
    handle.mockImplementation(() => released);
    await operations.setPrefetch('first', 5);
    await operations.resume('first');
    await waitFor('some to be held', () => consuming.first.inFlight === 5);
    await raiseMemoryAlarm(broker);
    try {
      release();
      await waitFor('the consumers to be held', () => states().every((each) => each === 'held'));
      expect(handle).toHaveBeenCalledTimes(5);
      expect(consuming.first.counts.processed).toBe(0);
      expect(consuming.readiness.report().checks['consumers']).toMatchObject({ ok: false });
      expect(await consuming.depth('first')).toBe(395);
    } finally {
      await clearMemoryAlarm(broker);
    }
    await waitFor('all of them', () => consuming.first.counts.processed === 400, 30_000);
    await consuming.ready();
    expect(handle).toHaveBeenCalledTimes(400);
    await waitFor('all records', () => new Set(stream.ids).size === 400);
    expect(new Set(stream.ids)).toEqual(new Set(ids(400)));
  });
});
