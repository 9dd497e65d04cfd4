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

  it.each(['claimed', 'sent', 'redriven'])(
    'redrive what a worker left that was killed once it was %s: one effect of each (row 48) (I17)',
    async (step) => {
      const victim = await two.startWorker({ DIE_AT: step });
      const address = await victim.address();
      const messageIds = await two.fail(COUNT, [...two.workers, address]);
      await two.redrive(address).catch(() => undefined);
      expect(await victim.ended()).toBeNull();
      const told: Line[] = [];
      await waitFor(
        'the others to redrive the rest',
        async () => {
          const asked = two.workers.map((worker) => two.redrive(worker));
          told.push(...(await Promise.all(asked)).flat());
          return (await two.look(two.workers[0])).length === 0;
        },
        TAKEOVER_WITHIN_MS,
      );
      const redriven = idsOf(told, 'redriven');
      expect(new Set(redriven).size).toBe(redriven.length);
      expect(await two.timesInAll(messageIds)).toEqual(once(messageIds));
    },
  );
});
