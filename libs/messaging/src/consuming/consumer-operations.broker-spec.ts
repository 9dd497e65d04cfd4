import { after } from '@warren/model';
import { waitFor } from '@warren/testing';
import { ConsumingHarness, event } from './consuming.harness';

describe('operating a consumer', () => {
  let harness: ConsumingHarness;
  let release: () => void;

  afterEach(async () => {
    release?.();
    await harness.stop();
  });

  /** From now on every delivery is handled until `release` is called. */
  function hold(): void {
    const released = new Promise<void>((resolve) => (release = resolve));
    harness.handle.mockImplementation(() => released);
  }

  const ids = (count: number): string[] => Array.from({ length: count }, (_, n) => `m${n}`);

  it('pauses it, also beyond a lost connection, without turning readiness red, and resumes it', async () => {
    harness = await ConsumingHarness.start();
    const { channel, handle, operations, readiness } = harness;
    expect(await operations.pause('first')).toMatchObject({ state: 'paused' });
    await harness.publishAll(ids(2));
    expect(readiness.report()).toMatchObject({
      ready: true,
      checks: { consumers: { detail: '1 attached; paused: first' } },
    });
    harness.cut();
    await waitFor('the loss to be noticed', () => !readiness.report().ready);
    await harness.ready();
    // The other queue's consumer came back; this one would have come with it.
    expect(await channel.checkQueue('first')).toMatchObject({ messageCount: 2, consumerCount: 0 });
    expect(handle).not.toHaveBeenCalled();
    await operations.resume('first');
    await waitFor('what waited', () => harness.journal.records.length === 2);
    expect(harness.first).toMatchObject({ state: 'attached', counts: { processed: 2 } });
  });

  it('lets it finish what it had when it was paused', async () => {
    harness = await ConsumingHarness.start();
    hold();
    await harness.publishAll(['m1']);
    await waitFor('the handler', () => harness.first.inFlight === 1);
    await harness.operations.pause('first');
    await harness.publishAll(['m2']);
    release();
    await waitFor('the record', () => harness.journal.records.length === 1);
    expect(harness.journal.idsOf('first')).toEqual(['m1']);
    expect(await harness.depth('first')).toBe(1);
  });

  it('sets how many it holds at once, also beyond a lost connection', async () => {
    harness = await ConsumingHarness.start({ prefetch: 8 });
    hold();
    expect(await harness.operations.setPrefetch('first', 3)).toMatchObject({ prefetch: 3 });
    await harness.ready();
    await harness.publishAll(ids(10));
    await waitFor('three to be handled', () => harness.first.inFlight === 3);
    expect(await harness.depth('first')).toBe(7);
    harness.cut();
    await waitFor('the loss to be noticed', () => !harness.readiness.report().ready);
    await harness.ready();
    release();
    await waitFor('all of them', () => harness.journal.records.length === 10);
    expect(harness.journal.idsOf('first').sort()).toEqual(ids(10));
    hold();
    await harness.publishAll(ids(20).slice(10));
    await waitFor('three to be held again', async () => (await harness.depth('first')) === 7);
    release();
    await waitFor('the others', () => harness.journal.records.length === 20);
  });

  it('refuses another prefetch for a queue in strict order, and a queue it does not consume', async () => {
    harness = await ConsumingHarness.start({ ordering: 'strict' });
    await expect(harness.operations.setPrefetch('first', 2)).rejects.toMatchObject({
      code: 'invalid_request',
    });
    await expect(harness.operations.pause('third')).rejects.toMatchObject({ code: 'not_found' });
  });

  it('is done by itself when nothing succeeds: it pauses, tries one message at a time, and continues when one works', async () => {
    harness = await ConsumingHarness.start({
      breaker: { failures: 3, pauseMs: 500 },
      concurrency: 1,
      prefetch: 10,
      // What failed must not come back in this test.
      retry: after('10m'),
    });
    const { handle, journal, readiness } = harness;
    const calls: object[] = [];
    let tryIt = (): void => undefined;
    handle.mockImplementation(() => {
      const { state, isProbing, inFlight } = harness.first;
      calls.push({ state, isProbing, inFlight });
      if (calls.length <= 3) throw new Error('the database is away');
      if (calls.length > 7) return undefined;
      // Three more fail, the seventh works, each when the test wants it.
      return new Promise<void>((resolve, reject) => {
        const isBack = calls.length === 7;
        tryIt = () => (isBack ? resolve() : reject(new Error('still away')));
      });
    });
    await harness.publishAll(ids(12));
    await waitFor('it to pause itself', () => harness.first.state === 'open');
    expect(readiness.report()).toMatchObject({
      ready: true,
      checks: { consumers: { detail: '1 attached; paused: first' } },
    });
    await waitFor('one to be tried', () => calls.length === 4);
    await harness.publishAll(ids(20).slice(12));
    for (const tried of [5, 6]) {
      tryIt();
      await waitFor('another to be tried', () => calls.length === tried);
    }
    tryIt();
    await waitFor('it to pause itself again', () => harness.first.state === 'open');
    await waitFor('another to be tried', () => calls.length === 7);
    // Of the eight that came meanwhile it is given no more than one each time it tries one.
    expect(await harness.depth('first')).toBeGreaterThanOrEqual(4);
    tryIt();
    await waitFor('the rest', () => journal.records.length === 20 - 6);
    await harness.ready();
    const closed = { isProbing: false, inFlight: 1 };
    const probing = { isProbing: true, inFlight: 1 };
    expect(calls.slice(0, 3)).toEqual(Array(3).fill({ state: 'attached', ...closed }));
    expect(calls.slice(3, 7)).toMatchObject(Array(4).fill(probing));
    expect(calls).toHaveLength(20);
    expect(harness.first).toMatchObject({
      state: 'attached',
      isProbing: false,
      counts: { processed: 14, retried: 6, duplicates: 0, deadLettered: 0 },
    });
  });

  it('is done by the watchdog when the broker has lost it without a word (I13)', async () => {
    harness = await ConsumingHarness.start();
    const { channel, publisher, readiness } = harness;
    const lost = harness.consumers.all[0]?.['intake']['subscription'];
    const on = await harness.consumerChannel('first');
    await on.cancel(String(lost?.['request'].tag));
    expect((await channel.checkQueue('first')).consumerCount).toBe(0);
    expect(harness.first.state).toBe('attached');
    await harness.publish('first', event('1'), { messageId: 'm1' });
    const restore = publisher.restoreQueue.bind(publisher);
    let meanwhile: unknown;
    jest.spyOn(publisher, 'restoreQueue').mockImplementation((queue) => {
      meanwhile ??= readiness.report();
      return restore(queue);
    });
    harness.watchEvery(50);
    await waitFor('the message', () => harness.journal.records.length === 1);
    expect(meanwhile).toMatchObject({
      ready: false,
      checks: { consumers: { detail: 'not attached: first' } },
    });
    await harness.ready();
    for (const queue of ['first', 'second'])
      await waitFor(
        'one consumer',
        async () => (await channel.checkQueue(queue)).consumerCount === 1,
      );
  });
});
