import { WarrenError } from '@warren/model';
import { AgainJudge } from '../../journal/again-judge';
import type { DeadLetter } from '../list/dead-letter';
import { deadLettered } from '../list/dead-letter.harness';
import { DeadLetters } from '../list/dead-letters';
import { RedriverHarness } from './redriver.harness';
import { slicesAtOnce } from '../list/slices-at-once.harness';

const records = ['d1', 'd2', 'd3', 'd4'].map((id) => deadLettered(id));
const of = (deadLetterId: string): object => {
  const { messageId, queue } = deadLettered(deadLetterId);
  return { deadLetterId, messageId, queue };
};

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
      results: [
        { ...of('d1'), outcome: 'skipped', reason: 'already redriven' },
        { ...of('d2'), outcome: 'discarded' },
        { deadLetterId: 'x', outcome: 'failed', error: expect.any(WarrenError) as unknown },
      ],
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

  describe('that is taken back', () => {
    const { signal } = new AbortController();
    const all = { selection: { filter: {} }, reason: 'a mistake', by: 'ana' };

    it('opens what was discarded, and nothing else; it can be acted on again', async () => {
      const harness = new RedriverHarness();
      await harness.keep(...records);
      await harness.redrive({ selection: { ids: ['d1'] } });
      const ids = ['d2', 'd3'];
      await harness.discarder.discard({ ...all, selection: { ids } }, signal);
      const order = { ...all, selection: { ids: ['d1', 'd2', 'd4', 'x'] } };
      expect(await harness.discarder.restore(order, signal)).toEqual({
        restored: 1,
        skipped: 2,
        failed: 1,
        left: 0,
        skippedBecause: { 'already redriven': 1, 'already open': 1 },
        results: [
          { ...of('d1'), outcome: 'skipped', reason: 'already redriven' },
          { ...of('d2'), outcome: 'restored' },
          { ...of('d4'), outcome: 'skipped', reason: 'already open' },
          { deadLetterId: 'x', outcome: 'failed', error: expect.any(WarrenError) as unknown },
        ],
      });
      expect(harness.letters.get('d2')).toMatchObject({
        state: 'open',
        action: { kind: 'restored', by: 'ana', reason: 'a mistake' },
      });
      const discard = { kind: 'discarded', deadLetterId: 'd2', by: 'ana' };
      const previous = (): object[] =>
        harness.letters.previousActions(harness.letters.get('d2') as DeadLetter);
      expect(previous()).toMatchObject([discard]);
      expect(await harness.discarder.restore(all, signal)).toMatchObject({ restored: 1 });
      const { results } = await harness.redrive({ selection: { ids } });
      expect(results.map(({ outcome }) => outcome)).toEqual(['redriven', 'redriven']);
      expect(previous()).toMatchObject([discard]);
      expect(harness.letters.get('d2')?.action?.kind).toBe('redriven');
      const again = deadLettered('d2-again', { messageId: 'm-d2', redrives: 1 });
      await harness.keep(again);
      expect(
        harness.letters
          .previousActions(harness.letters.get('d2-again') as DeadLetter)
          .map(({ kind }) => kind),
      ).toEqual(['discarded', 'redriven']);
      expect(harness.sent.map(({ body }) => body.toString())).toEqual(
        ['d1', 'd2', 'd3'].map((id) => deadLettered(id).body),
      );
    });

    it('can be discarded again, also by another worker, and is then forgotten as settled', async () => {
      const one = new RedriverHarness();
      const other = new RedriverHarness(one.journal);
      await one.keep(...records);
      for (const { discarder } of [one, other, one]) {
        expect(await discarder.discard(all, signal)).toMatchObject({ discarded: 4 });
        expect(await other.discarder.restore(all, signal)).toMatchObject({ restored: 4 });
      }
      const small = new DeadLetters(2, 1_000_000, slicesAtOnce);
      one.journal.all.forEach((record, offset) => small.apply(record, offset));
      const [newest] = (await small.find({ state: 'any' }, { limit: 1 })).items;
      expect(newest).toMatchObject({ record: { deadLetterId: 'd4' }, state: 'open' });
    });

    it('asked of two workers at once, each is opened by one of them (I17)', async () => {
      const one = new RedriverHarness();
      const other = new RedriverHarness(one.journal);
      await one.keep(...records);
      await one.discarder.discard(all, signal);
      const [first, second] = await Promise.all([
        one.discarder.restore(all, signal),
        other.discarder.restore(all, signal),
      ]);
      expect(first.restored + second.restored).toBe(4);
      expect(one.journal.all.filter(({ kind }) => kind === 'restored')).toHaveLength(4);
    });

    it('is known to a worker whose stream begins behind the dead letter and its discard', async () => {
      const harness = new RedriverHarness();
      await harness.keep(...records);
      await harness.discarder.discard(all, signal);
      const start = harness.journal.all.length - 1;
      await harness.discarder.restore(all, signal);
      const judge = new AgainJudge();
      judge.begin(start);
      const young = new DeadLetters(100, 1_000_000, slicesAtOnce);
      for (const [offset, record] of [...harness.journal.all.entries()].slice(start)) {
        if (judge.admits(record, offset)) young.apply(record, offset);
      }
      const { items } = await young.find({}, { limit: 10 });
      expect(items.map(({ record }) => record.deadLetterId)).toEqual(['d4', 'd3', 'd2', 'd1']);
    });
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
