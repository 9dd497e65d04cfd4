import { createVhost, waitFor, type Vhost } from '@warren/testing';
import { hashEvent } from '../decoding/hash-event';
import { MAX_RECORDS } from '../records/entries';
import type { JournalPosition } from './journal';
import type { JournalRecord } from '../messages/journal-record';
import { idsFrom, JournalHarness, processed, type JournalSettings } from './stream-journal.harness';

describe('the journal on a stream', () => {
  let vhost: Vhost;
  const harnesses: JournalHarness[] = [];

  async function begin(settings: JournalSettings = {}): Promise<JournalHarness> {
    const harness = await JournalHarness.start(vhost.url, settings);
    harnesses.push(harness);
    return harness;
  }

  async function start(settings: JournalSettings = {}): Promise<JournalHarness> {
    const harness = await begin(settings);
    await harness.ready();
    return harness;
  }

  const read = async (harness: JournalHarness, from: JournalPosition): Promise<string[]> => {
    const ids: string[] = [];
    const keep = (record: JournalRecord): void => {
      if (record.kind === 'processed') ids.push(record.delivery.messageId);
    };
    await harness.journal.read(from, keep, new AbortController().signal);
    return ids;
  };

  beforeEach(async () => {
    vhost = await createVhost();
  });

  afterEach(async () => {
    await Promise.all(harnesses.splice(0).map((each) => each.stop()));
    await vhost.remove();
  });

  it('gives each record back as it was, in order, and once', async () => {
    const harness = await start();
    const ids = idsFrom('m', 500);
    for (const id of ids) void harness.journal.append(processed(id));
    await waitFor('all records', () => harness.seen.length >= 500);
    expect(harness.ids).toEqual(ids);
    expect(harness.seen[7]?.record).toEqual(processed('m7'));
    const offsets = harness.seen.map(({ offset }) => offset);
    expect(offsets).toEqual([...offsets].sort((a, b) => a - b));
  });

  it('knows what queues that are there have processed, however many records name others', async () => {
    const before = await start({ config: { duplicatesCapacity: 5 } });
    const forged = processed('m1');
    await before.journal.append(forged);
    for (let n = 0; n < 20; n += 1) {
      const delivery = { ...forged.delivery, queue: `forged-${n}` };
      await before.journal.append({ ...forged, delivery });
    }
    const after = await start({ config: { duplicatesCapacity: 5 } });
    for (const { journal } of [before, after]) {
      expect(journal.has('first', 'm1')).toBe(true);
      expect(journal.has('forged-19', 'm1')).toBe(false);
    }
  });

  it('has after a restart what was kept before it, the knowledge of what was processed too (I2)', async () => {
    const before = await start();
    await before.appendAll(idsFrom('m', 300));
    await before.journal.append({ ...processed('hashed'), eventHash: hashEvent({ id: '1' }) });
    await before.stop();
    const after = await start();
    expect(new Set(after.ids)).toEqual(new Set([...idsFrom('m', 300), 'hashed']));
    expect(after.ids).toHaveLength(301);
    const hasOther = (id: string, of: string): boolean =>
      after.journal.hasOther('first', id, hashEvent({ id: of }));
    expect([hasOther('hashed', '1'), hasOther('hashed', '2')]).toEqual([false, true]);
    expect([hasOther('m299', '1'), hasOther('m299', '2')]).toEqual([false, false]);
    expect(after.journal.has('first', 'm299')).toBe(true);
    expect(after.journal.has('second', 'm299')).toBe(false);
    expect(after.journal.has('first', 'other')).toBe(false);
  });

  it('shows every process the same, also what another has processed', async () => {
    const [one, two] = [await start(), await start()];
    const windows: number[] = [];
    for (const id of idsFrom('m', 200)) {
      await one.journal.append(processed(id));
      expect(one.journal.has('first', id)).toBe(true);
      const keptAt = performance.now();
      // Every turn, since it is a matter of milliseconds; waitFor looks less often.
      while (!two.journal.has('first', id)) await new Promise(setImmediate);
      windows.push(performance.now() - keptAt);
    }
    await waitFor('both', () => one.seen.length === 200 && two.seen.length === 200);
    expect(two.seen).toEqual(one.seen);
    windows.sort((a, b) => a - b);
    process.stdout.write(
      `until another process knows: median ${windows[100]?.toFixed(1)} ms, at most ${windows.at(-1)?.toFixed(1)} ms\n`,
    );
  });

  it('reads without a gap and without a repeat while its connection is cut again and again', async () => {
    const harness = await start();
    const ids = idsFrom('m', 5_000);
    const appending = harness.appendAll(ids);
    for (let cut = 1; cut <= 6; cut += 1) {
      await waitFor('some more', () => harness.seen.length >= cut * 500);
      harness.proxy.cut();
    }
    await appending;
    await waitFor('all of them', () => new Set(harness.ids).size === 5_000);
    expect(harness.ids).toEqual(ids);
    // It has looked whether this is still its stream, and found that it is.
    for (let looks = 0; looks < 3; looks += 1) await read(harness, 'first');
    await waitFor('it to be ready', () => harness.readiness.report().ready);
  });

  it('begins the given number of records before the end', async () => {
    const before = await start();
    await before.appendAll(idsFrom('m', 400));
    await waitFor('all', () => before.seen.length === 400);
    const all = before.ids;
    const bounded = await start({ config: { replay: 100 } });
    // The marks of those who looked for the end count too, and an entry is read as a whole.
    expect(bounded.ids.length).toBeGreaterThan(90);
    expect(bounded.ids.length).toBeLessThan(100 + MAX_RECORDS);
    expect(all.slice(-bounded.ids.length)).toEqual(bounded.ids);
    const patient = await start({ config: { replay: 100 }, from: 'first' });
    await waitFor('a view from the first', () => patient.seen.length === 400);
    expect(patient.ids).toEqual(all);
  });

  it('rejects an append that is not kept, and continues when it can be', async () => {
    const harness = await start({ messaging: { publishTimeoutMs: 500 } });
    harness.publisherProxy.mode = 'blackhole-up';
    await expect(harness.journal.append(processed('m1'))).rejects.toThrow();
    expect(harness.journal.has('first', 'm1')).toBe(false);
    harness.publisherProxy.mode = 'pass';
    harness.publisherProxy.cut();
    await harness.appendAll(['m2']);
    await waitFor('the record', () => harness.ids.includes('m2'));
  });

  it('is not ready while there is no broker, and a stop then rejects every wait', async () => {
    const harness = await JournalHarness.start(vhost.url.replace(/:\d+\//, ':1/'));
    harnesses.push(harness);
    expect(harness.readiness.report().checks['journal']?.ok).toBe(false);
    const [result] = await Promise.allSettled([
      harness.journal.ready(),
      harness.journal.onApplicationShutdown(),
    ]);
    expect(result).toMatchObject({ reason: { message: 'the app stops' } });
  });
});
