import { createVhost, waitFor, type Vhost } from '@warren/testing';
import { twoQueues } from '../consuming/two-queues.harness';
import { idsFrom, JournalHarness } from './stream-journal.harness';

describe('a journal whose oldest records are gone', () => {
  let vhost: Vhost;
  const harnesses: JournalHarness[] = [];
  const topology = {
    ...twoQueues({}),
    journal: { queue: 'journal', maxAge: '1D', maxBytes: 60_000, segmentBytes: 20_000 } as const,
  };

  async function start(from: 'recent' | 'first'): Promise<JournalHarness> {
    const harness = await JournalHarness.start(vhost.url, { topology, from });
    harnesses.push(harness);
    await harness.ready();
    return harness;
  }

  beforeEach(async () => {
    vhost = await createVhost();
  });

  afterEach(async () => {
    await Promise.all(harnesses.splice(0).map((each) => each.stop()));
    await vhost.remove();
  });

  it('is read from the first that is left, by who asked for the first or for more than there is', async () => {
    const before = await start('recent');
    for (let part = 0; part < 20; part += 1) await before.appendAll(idsFrom(`p${part}-`, 100));
    await waitFor('all', () => before.seen.length === 2_000);
    for (const from of ['first', 'recent'] as const) {
      const after = await start(from);
      await waitFor('the newest', () => after.ids.at(-1) === before.ids.at(-1));
      expect(after.seen[0]?.offset).toBeGreaterThan(before.seen[0]?.offset ?? Infinity);
      expect(after.ids).toEqual(before.ids.slice(-after.ids.length));
    }
  });

  it('continues with what is left after a reader was away too long', async () => {
    const slow = await start('recent');
    slow.proxy.mode = 'refuse';
    slow.proxy.cut();
    const other = await start('recent');
    for (let part = 0; part < 20; part += 1) await other.appendAll(idsFrom(`p${part}-`, 100));
    await waitFor('all', () => other.seen.length === 2_000);
    slow.proxy.mode = 'pass';
    await waitFor('the newest', () => slow.ids.at(-1) === other.ids.at(-1));
    expect(slow.ids).toEqual(other.ids.slice(-slow.ids.length));
    expect(slow.ids.length).toBeLessThan(2_000);
  });
});
