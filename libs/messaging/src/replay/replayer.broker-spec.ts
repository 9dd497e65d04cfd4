import { waitFor } from '@warren/testing';
import { ConsumingHarness, event } from '../consuming/consuming.harness';
import { Claims } from '../journal/claims';
import { nameReplay } from './name-replay';
import type { ReplayOrder, ReplaySummary } from './replay-order';
import { order, replayTopology, runToEnd } from './replay.harness';
import { Replayer } from './replayer';
import { ReplaySender } from './replay-sender';

const IDS = Array.from({ length: 20 }, (_, n) => `m${n}`);

describe('a replay on a broker', () => {
  let harness: ConsumingHarness;
  let replayer: Replayer;

  beforeEach(async () => {
    harness = await ConsumingHarness.start();
    const declared = replayTopology();
    const sender = new ReplaySender(harness.publisher);
    const claims = new Claims(harness.journal, 'replay');
    harness.journal.follow(claims);
    replayer = new Replayer(harness.journal, sender, declared, claims);
    for (const id of IDS) {
      harness.channel.publish('', 'second', Buffer.from(event(id)), {
        messageId: id,
        headers: { lang: 'es' },
      });
    }
    await processedBy('second', IDS.length);
  });

  afterEach(() => harness.stop());

  /** The message ids that a queue processed, sorted, once there are `count`. */
  async function processedBy(queue: string, count: number): Promise<string[]> {
    await waitFor(
      `${count} events in ${queue}`,
      () => harness.journal.idsOf(queue).length >= count,
    );
    return harness.journal.idsOf(queue).sort();
  }

  const replay = async (
    changes: Partial<ReplayOrder> = {},
    signal = new AbortController().signal,
  ): Promise<ReplaySummary> =>
    (await runToEnd(replayer.replay(order({ queues: ['second'], ...changes }), signal))).summary;

  it('brings past events to the queue that is named, and to no other, marked', async () => {
    expect(await replay()).toMatchObject({ replayed: IDS.length, skipped: 0, failed: 0 });
    expect(await processedBy('first', IDS.length)).toEqual([...IDS].sort());
    for (const [{ id }, delivery] of harness.handle.mock.calls) {
      expect(delivery).toMatchObject({
        messageId: id,
        replayOf: id,
        attempt: 1,
        exchange: '',
        routingKey: 'second',
        headers: { lang: 'es' },
      });
    }
    expect(harness.handleSecond).toHaveBeenCalledTimes(IDS.length);
    expect(await harness.depth('dead')).toBe(0);
  });

  it('skips what the queue has processed, unless it is forced to', async () => {
    await replay();
    await processedBy('first', IDS.length);
    expect(await replay()).toMatchObject({ replayed: 0, skipped: IDS.length });
    expect(harness.handle).toHaveBeenCalledTimes(IDS.length);
    expect(await replay({ force: true })).toMatchObject({ replayed: IDS.length, skipped: 0 });
    const forced = IDS.map((id) => nameReplay(id, 'r1', 'first'));
    expect(await processedBy('first', 2 * IDS.length)).toEqual([...IDS, ...forced].sort());
    const originals = harness.handle.mock.calls.map(([, { replayOf }]) => replayOf).sort();
    expect(originals).toEqual([...IDS, ...IDS].sort());
  });

  it('that was stopped continues at its offset and doubles nothing, forced too', async () => {
    const stop = new AbortController();
    harness.handle.mockImplementation(() => {
      if (harness.handle.mock.calls.length === 3) stop.abort();
    });
    const first = await replay({ force: true, rate: 20 }, stop.signal);
    expect(first.stopped).toBe('aborted');
    expect(first.offset).toBeLessThan(IDS.length);
    const rest = await replay({ force: true, from: { offset: first.offset ?? 0 } });
    expect(rest.failed).toBe(0);
    expect(rest.stopped).toBeUndefined();
    await processedBy('first', IDS.length);
    // The same run from the first record on: all of it is done.
    expect(await replay({ force: true })).toMatchObject({ replayed: 0, skipped: IDS.length });
    expect(harness.handle).toHaveBeenCalledTimes(IDS.length);
  });

  it('waits for a broker that is unavailable, and loses nothing', async () => {
    const { publisherProxy } = harness;
    publisherProxy.mode = 'refuse';
    publisherProxy.cut();
    const ending = replay();
    await waitFor('the loss to be noticed', () => !harness.publisher.isConnected);
    publisherProxy.mode = 'pass';
    expect(await ending).toMatchObject({ replayed: IDS.length, failed: 0 });
    expect(await processedBy('first', IDS.length)).toEqual([...IDS].sort());
  });
});
