import { deadLettered } from './dead-letter.harness';
import { RedriverHarness } from './redriver.harness';

const records = ['d1', 'd2', 'd3', 'd4'].map((id) => deadLettered(id));

describe('a discard', () => {
  it('records who and why, skips what is settled, and is final', async () => {
    const harness = new RedriverHarness();
    await harness.keep(...records);
    await harness.redrive({ selection: { ids: ['d1'] } });
    const order = { selection: { ids: ['d1', 'd2', 'x'] }, reason: 'test data', by: 'ana' };
    const { signal } = new AbortController();
    expect(await harness.discarder.discard(order, signal)).toEqual({
      discarded: 1,
      skipped: 1,
      failed: 1,
      left: 0,
      skippedBecause: { 'already redriven': 1 },
    });
    expect(harness.journal.all.at(-1)).toMatchObject({
      kind: 'discarded',
      deadLetterId: 'd2',
      by: 'ana',
      reason: 'test data',
    });
    const { results } = await harness.redrive({ selection: { ids: ['d2'] } });
    expect(results).toMatchObject([{ outcome: 'skipped', reason: 'already discarded' }]);
  });

  it('and a redrive that are asked of two workers at once: one of them acts on each (I17)', async () => {
    const one = new RedriverHarness();
    const other = new RedriverHarness(one.journal);
    await one.keep(...records);
    const order = { selection: { filter: {} }, reason: 'test data', by: 'ana' };
    const [discard, redrive] = await Promise.all([
      one.discarder.discard(order, new AbortController().signal),
      other.redrive({}),
    ]);
    const { redriven = 0, skipped = 0 } = redrive.summary ?? {};
    expect(discard.discarded + redriven).toBe(records.length);
    expect(discard.skipped + skipped).toBe(records.length);
    expect(one.journal.all.slice(records.length)).toHaveLength(records.length);
    expect(other.sent).toHaveLength(redriven);
  });

  it('leaves open what the journal did not take', async () => {
    const harness = new RedriverHarness();
    await harness.keep(...records);
    harness.journal.isBroken = true;
    const order = { selection: { filter: {} }, reason: 'r', by: 'ana' };
    const { signal } = new AbortController();
    expect(await harness.discarder.discard(order, signal)).toMatchObject({ failed: 4 });
    harness.journal.isBroken = false;
    expect(await harness.discarder.discard(order, signal)).toMatchObject({ discarded: 4 });
  });
});
