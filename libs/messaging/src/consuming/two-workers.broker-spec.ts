import { createVhost, waitFor, type Vhost } from '@warren/testing';
import { ConsumingHarness, event } from './consuming.harness';
import type { FirstQueue } from './two-queues.harness';

describe('two workers on the same queues', () => {
  let vhost: Vhost;
  let one: ConsumingHarness;
  let other: ConsumingHarness;
  /** Every handling of the first queue in the order it began: by whom, of which message. */
  let handled: { by: ConsumingHarness; id: string }[];

  async function start(first: FirstQueue): Promise<void> {
    vhost = await createVhost();
    one = await ConsumingHarness.start(first, { vhost });
    other = await ConsumingHarness.start(first, { vhost });
    handled = [];
    for (const by of [one, other]) {
      by.handle.mockImplementation(async (_, { messageId }) => {
        handled.push({ by, id: messageId });
        // A later message could overtake one that is still being handled.
        await new Promise((resolve) => setTimeout(resolve, Math.random() * 5));
      });
    }
  }

  afterEach(async () => {
    await Promise.all([one.stop(), other.stop()]);
    await vhost.remove();
  });

  const ids = (count: number): string[] => Array.from({ length: count }, (_, n) => `m${n}`);
  const recorded = (): string[] => [...one.journal.idsOf('first'), ...other.journal.idsOf('first')];
  const idsBy = (harness: ConsumingHarness): string[] =>
    handled.filter(({ by }) => by === harness).map(({ id }) => id);

  it('share them: each message goes to one of them', async () => {
    await start({ prefetch: 1 });
    let release = (): void => undefined;
    const released = new Promise<void>((resolve) => (release = resolve));
    for (const by of [one, other]) by.handle.mockImplementation(() => released);
    await one.publishAll(ids(20));
    await waitFor('both to have one', () => one.first.inFlight + other.first.inFlight === 2);
    expect(await one.depth('first')).toBe(18);
    release();
    await waitFor('all of them', () => recorded().length === 20);
    expect(recorded().sort()).toEqual(ids(20).sort());
    for (const by of [one, other]) expect(by.first.counts.processed).toBeGreaterThan(0);
  });

  it.each([
    ['stops', () => void one.stop(), 0],
    // What it had in hand comes again, and first.
    ['is cut off', () => one.kill(), 1],
  ])('keep strict order: one handles all, and when it %s the other continues', async (...row) => {
    const [, end, repeatedAtMost] = row;
    await start({ ordering: 'strict' });
    await one.publishAll(ids(30));
    await waitFor('ten of them', () => handled.length >= 10);
    expect(idsBy(other)).toEqual([]);
    end();
    await other.publishAll(['m30']);
    await waitFor('the rest', () => idsBy(other).includes('m30'));
    const all = handled.map(({ id }) => id);
    const [first, second] = [idsBy(one), idsBy(other)];
    const repeated = second[0] === first.at(-1) ? 1 : 0;
    expect([...first, ...second.slice(repeated)]).toEqual(ids(31));
    // No overtaking: the other began when the first had ended.
    expect(all).toEqual([...first, ...second]);
    expect(repeated).toBeLessThanOrEqual(repeatedAtMost);
    await waitFor('the last record', () => other.journal.idsOf('first').includes('m30'));
  });

  it('keep strict order: the other begins nothing while one that stops has a message in hand', async () => {
    await start({ ordering: 'strict' });
    let release = (): void => undefined;
    one.handle.mockImplementationOnce(() => new Promise<void>((resolve) => (release = resolve)));
    await one.publishAll(ids(3));
    await waitFor('one to have it in hand', () => one.first.inFlight === 1);
    const stopped = one.consumers.beforeApplicationShutdown();
    await waitFor('its other consumer to be cancelled', async () => {
      return (await other.channel.checkQueue('second')).consumerCount === 1;
    });
    await other.publish('both', event('m3'), { messageId: 'm3' });
    await waitFor('the other queue', () => other.journal.idsOf('second').includes('m3'));
    expect(other.handle).not.toHaveBeenCalled();
    release();
    await stopped;
    await waitFor('the rest', () => other.journal.idsOf('first').length === 3);
    expect(one.journal.idsOf('first')).toEqual(['m0']);
    expect(other.journal.idsOf('first')).toEqual(['m1', 'm2', 'm3']);
  });

  it('keep strict order: paused, the queue rests as a whole, and continues where it was', async () => {
    await start({ ordering: 'strict' });
    let release = (): void => undefined;
    one.handle.mockImplementationOnce(() => new Promise<void>((resolve) => (release = resolve)));
    await one.publishAll(ids(3));
    await waitFor('one to have it in hand', () => one.first.inFlight === 1);
    await one.operations.pause('first');
    release();
    await waitFor('the record', () => one.journal.idsOf('first').length === 1);
    await other.publish('both', event('m3'), { messageId: 'm3' });
    await waitFor('the other queue', () =>
      [one, other].some(({ journal }) => journal.idsOf('second').includes('m3')),
    );
    expect([one.first.state, recorded()]).toEqual(['paused', ['m0']]);
    await one.operations.resume('first');
    await waitFor('the rest', () => recorded().length === 4);
    expect(one.journal.idsOf('first')).toEqual(['m0', 'm1', 'm2', 'm3']);
  });
});
