import { waitFor } from '@warren/testing';
import { idsOf, TwoOfEach, type Line } from './two-of-each.harness';

const COUNT = 30;
/** What a killed worker had claimed is free 45 s later. */
const TAKEOVER_WITHIN_MS = 120_000;
const REASON = /^already (redriven|discarded)$|^another (worker|request) acts on it$/;

describe('two workers that are asked at once', () => {
  let two: TwoOfEach;

  beforeAll(async () => {
    two = await TwoOfEach.start();
  });

  afterAll(() => two.stop());

  const once = (messageIds: readonly string[]): number[] => messageIds.map(() => 1);

  const reasonsIn = (lines: readonly Line[]): (string | undefined)[] =>
    lines.filter(({ outcome }) => outcome === 'skipped').map(({ reason }) => reason);

  const states = async (worker: string, messageIds: readonly string[]): Promise<string[]> =>
    (await two.look(worker, 'any'))
      .filter(({ messageId }) => messageIds.includes(messageId))
      .map(({ deadLetterId, state }) => `${deadLetterId} ${state}`)
      .sort();

  it.each([{}, { canary: true }, { rate: 200 }])(
    'redrive each dead letter once, and say why they skip the others, with %j (row 48) (I17)',
    async (changes) => {
      const messageIds = await two.fail(COUNT);
      const [one, other] = two.workers;
      const asked = [one, other, one].map((worker) => two.redrive(worker, changes));
      const told = (await Promise.all(asked)).flat();
      const redriven = idsOf(told, 'redriven');
      expect([redriven.length, new Set(redriven).size]).toEqual([COUNT, COUNT]);
      expect(idsOf(told, 'failed')).toEqual([]);
      expect(reasonsIn(told).filter((reason) => !REASON.test(String(reason)))).toEqual([]);
      expect(await two.timesInAll(messageIds)).toEqual(once(messageIds));
      for (const worker of two.workers) expect(await two.look(worker)).toEqual([]);
    },
  );

  it('redrive or discard each once, and send an edit once (I17)', async () => {
    const messageIds = await two.fail(COUNT);
    const [one, other] = two.workers;
    const [letter] = await two.look(one);
    const edit = { filter: undefined, ids: [letter?.deadLetterId] };
    const edits = await Promise.all([
      two.redrive(one, { ...edit, payload: { by: 'one' } }),
      two.redrive(other, { ...edit, payload: { by: 'other' } }),
    ]);
    expect(idsOf(edits.flat(), 'redriven')).toHaveLength(1);
    const [put, lines, putToo, linesToo] = await Promise.all([
      two.act(one, 'discard'),
      two.redrive(other),
      two.act(other, 'discard'),
      two.redrive(one),
    ]);
    const discarded = Number(put.body.discarded) + Number(putToo.body.discarded);
    expect(discarded + idsOf([...lines, ...linesToo], 'redriven').length).toBe(COUNT - 1);
    await waitFor('both to show the same, and nothing open', async () => {
      const [here, there] = [await states(one, messageIds), await states(other, messageIds)];
      return here.join() === there.join() && !here.some((each) => each.endsWith('open'));
    });
    const shown = await states(one, messageIds);
    expect(shown.filter((each) => each.endsWith('discarded'))).toHaveLength(discarded);
    const sent = (await two.look(one, 'redriven'))
      .map(({ messageId }) => messageId)
      .filter((id) => messageIds.includes(id));
    expect(await two.timesInAll(sent)).toEqual(once(sent));
    const others = messageIds.filter((id) => !sent.includes(id));
    expect(await two.timesProcessed(others)).toEqual(others.map(() => 0));
  });

  describe('and find what killed workers left', () => {
    /** Where in its redrive each of them is killed. */
    const steps = ['claimed', 'sent', 'redriven'];
    const codes: (number | null | undefined)[] = [];
    const told: Line[] = [];
    let messageIds: string[];

    // At once, since what a killed one had claimed is waited for.
    beforeAll(async () => {
      const victims = await Promise.all(steps.map((step) => two.startWorker({ DIE_AT: step })));
      const addresses = await Promise.all(victims.map((victim) => victim.address()));
      messageIds = await two.fail(steps.length * COUNT, [...two.workers, ...addresses]);
      const letters = await two.look(two.workers[0]);
      for (const [n, address] of addresses.entries()) {
        const ids = messageIds.slice(n * COUNT, (n + 1) * COUNT);
        const chosen = letters.filter(({ messageId }) => ids.includes(messageId));
        const order = { filter: undefined, ids: chosen.map(({ deadLetterId }) => deadLetterId) };
        await two.redrive(address, order).catch(() => undefined);
        codes.push(await victims[n]?.ended());
      }
      await waitFor(
        'the others to redrive the rest',
        async () => {
          const asked = two.workers.map((worker) => two.redrive(worker));
          told.push(...(await Promise.all(asked)).flat());
          return (await two.look(two.workers[0])).length === 0;
        },
        TAKEOVER_WITHIN_MS,
      );
    }, 2 * TAKEOVER_WITHIN_MS);

    it.each(steps.map((step, n) => [step, n] as const))(
      'redrive the rest of one that was killed once it was %s: one effect of each (row 48) (I17)',
      async (_, n) => {
        const ids = messageIds.slice(n * COUNT, (n + 1) * COUNT);
        expect(await two.timesInAll(ids)).toEqual(once(ids));
      },
    );

    it('redrive each once', () => {
      // A signal ended each of them, which leaves no code.
      expect(codes).toEqual([null, null, null]);
      const redriven = idsOf(told, 'redriven');
      expect(redriven).not.toEqual([]);
      expect(new Set(redriven).size).toBe(redriven.length);
    });
  });
});
