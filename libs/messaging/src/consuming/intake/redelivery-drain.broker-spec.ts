import { createVhost, startOwnBroker, waitFor } from '@warren/testing';
import { ConsumingHarness } from '../consuming.harness';
import { RememberingJournal } from '../remembering-journal.harness';

const COUNT = 60;
const first = { prefetch: 100, deliveryLimit: 20 } as const;
const never = new Promise<void>(() => undefined);

describe('messages that were returned more than once', () => {
  let broker: Awaited<ReturnType<typeof startOwnBroker>>;
  let workers: ConsumingHarness[];

  beforeEach(async () => {
    broker = await startOwnBroker();
    workers = [];
  });

  afterEach(async () => {
    await Promise.all(workers.map((worker) => worker.stop()));
    await broker.discard();
  });

  // A queue whose messages were returned in no certain order, since each had a consumer of its own, forgot
  // which of them had been acked when the broker was killed, and dropped as many of the others.
  it('is acked for good: the broker, killed after that, drops none of the others (row 32)', async () => {
    const place = {
      vhost: await createVhost(broker),
      journal: new RememberingJournal(),
      // Some of the handlers never end.
      settings: { drainTimeoutMs: 0 },
    };
    const start = async (): Promise<ConsumingHarness> => {
      const worker = await ConsumingHarness.launch(first, place);
      workers.push(worker);
      return worker;
    };
    const ids = Array.from({ length: COUNT }, (_, n) => `m${n}`);
    for (const round of [1, 2]) {
      const worker = await start();
      worker.handle.mockReturnValue(never);
      if (round === 1) {
        await worker.ready();
        await worker.publishAll(ids);
      }
      await waitFor('it to hold all of them', () => worker.first.inFlight === COUNT);
      worker.kill();
      await waitFor('all to come back', async () => (await worker.depth('first')) === COUNT);
    }
    const last = await start();
    let open = (): void => undefined;
    const opened = new Promise<void>((resolve) => (open = resolve));
    last.handle.mockImplementation(() => {
      return last.handle.mock.calls.length <= COUNT / 2 ? undefined : opened;
    });
    // The next is fetched on the channel on which the one before was acked.
    await waitFor('half of them', () => last.handle.mock.calls.length > COUNT / 2);
    await broker.writeDown();
    broker.kill('SIGKILL');
    await broker.restart();
    open();
    await waitFor('all of them', () => place.journal.idsOf('first').length === COUNT);
    expect(place.journal.idsOf('first').sort()).toEqual(ids.sort());
    await last.ready();
  });
});
