import { isDeepStrictEqual } from 'node:util';
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

  it.each([{}, { canary: true }, { rate: 200 }])(
    'redrive each dead letter once, and say why they skip the others, with %j (row 48) (I17)',
    async (changes) => {
      const messageIds = await two.fail(COUNT);
      const [one, other] = two.workers;
      const asked = [one, other, one].map((worker) => two.redrive(worker, changes));
      const answers = (await Promise.all(asked)).flat();
      const redriven = idsOf(answers, 'redriven');
      expect([redriven.length, new Set(redriven).size]).toEqual([COUNT, COUNT]);
      expect(idsOf(answers, 'failed')).toEqual([]);
      expect(reasonsIn(answers).filter((reason) => !REASON.test(String(reason)))).toEqual([]);
      expect(await two.timesInAll(messageIds)).toEqual(once(messageIds));
      for (const worker of two.workers) expect(await two.look(worker)).toEqual([]);
    },
  );

  it('redrive or discard each once, and send an edit once (I17)', async () => {
    const messageIds = await two.fail(COUNT);
    const [one, other] = two.workers;
    const deadLetterIds = (await two.look(one)).map(({ deadLetterId }) => deadLetterId);
    const edit = { filter: undefined, ids: deadLetterIds.slice(0, 1) };
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
    const shown = await waitFor('both to show the same, and nothing open', async () => {
      const states = await two.agreedStates(deadLetterIds);
      return states.some((each) => each.endsWith('open')) ? undefined : states;
    });
    expect(shown).toHaveLength(COUNT);
    expect(shown.filter((each) => each.endsWith('discarded'))).toHaveLength(discarded);
    const sent = (await two.look(one, 'redriven'))
      .map(({ messageId }) => messageId)
      .filter((id) => messageIds.includes(id));
    expect(await two.timesInAll(sent)).toEqual(once(sent));
    const others = messageIds.filter((id) => !sent.includes(id));
    expect(await two.timesProcessed(others)).toEqual(others.map(() => 0));
  });

  it('discard, restore, redrive and replay the same: one state of each, sent at most once (I17)', async () => {
    const messageIds = await two.fail(COUNT);
    const ids = (await two.look(two.workers[0])).map(({ deadLetterId }) => deadLetterId);
    const order = { filter: undefined, ids };
    for (const actions of [
      ['discard', 'restore'],
      ['restore', 'redrive', 'discard'],
      ['redrive'],
    ]) {
      const asked = actions.flatMap((action) =>
        two.workers.map((worker) => two.act(worker, action, order)),
      );
      const replayed = Promise.all(two.workers.map((each) => two.replay(each)));
      const acted = (await Promise.all(asked)).map(({ body, status }) => [
        status,
        // The lines of a redrive are text.
        body.text === undefined ? body.failed : /"outcome":"failed"/.test(body.text as string),
      ]);
      expect(acted.filter(([status, failed]) => status !== 200 || failed)).toEqual([]);
      const statuses = (await replayed).map(({ status }) => status);
      expect(statuses).toContain(200);
      // One replay of a queue at a time.
      expect(statuses.filter((status) => status !== 200 && status !== 409)).toEqual([]);
      expect(await two.agreedStates(ids)).toHaveLength(COUNT);
    }
    // Both may show what was a moment ago.
    await waitFor('both to show what the journal says', async () => {
      const shown = (await two.agreedStates(ids)).map((each) => Number(/ redriven$/.test(each)));
      return isDeepStrictEqual(await two.timesRedriven(ids.toSorted()), shown);
    });
    await putRight(ids);
    expect(await two.timesRedriven(ids)).toEqual(once(ids));
    expect(await two.timesInAll(messageIds)).toEqual(once(messageIds));
  });

  /** Has both workers restore and redrive until all of these are redriven; the lines of the redrives. */
  async function putRight(ids: readonly string[]): Promise<Line[]> {
    const lines: Line[] = [];
    const order = { filter: undefined, ids };
    await waitFor(
      'all to be redriven',
      async () => {
        await Promise.all(two.workers.map((worker) => two.act(worker, 'restore', order)));
        const asked = two.workers.map((worker) => two.redrive(worker, order));
        lines.push(...(await Promise.all(asked)).flat());
        return (await two.agreedStates(ids)).every((each) => each.endsWith(' redriven'));
      },
      TAKEOVER_WITHIN_MS,
    );
    return lines;
  }

  describe('and find what killed workers left', () => {
    /** What each of them is asked, and where in that it is killed. */
    const kills = [
      ['redrive', 'claimed'],
      ['redrive', 'sent'],
      ['redrive', 'redriven'],
      ['discard', 'discarded'],
      ['restore', 'restored'],
    ] as const;
    const codes: (number | null | undefined)[] = [];
    const ids: string[] = [];
    let lines: Line[];
    let messageIds: string[];

    // At once, since what a killed one had claimed is waited for.
    beforeAll(async () => {
      const victims = await Promise.all(kills.map(([, step]) => two.startWorker({ DIE_AT: step })));
      const addresses = await Promise.all(victims.map((victim) => victim.address()));
      messageIds = await two.fail(kills.length * COUNT, [...two.workers, ...addresses]);
      const letters = await two.look(two.workers[0]);
      for (const [n, [action]] of kills.entries()) {
        const chosen = letters
          .filter(({ messageId }) => messageIds.indexOf(messageId) % kills.length === n)
          .map(({ deadLetterId }) => deadLetterId);
        ids.push(...chosen);
        const address = String(addresses[n]);
        const order = { filter: undefined, ids: chosen };
        if (action === 'restore') await discardFor(address, order);
        // One is left to the victim in any case.
        const same = { ...order, ids: chosen.slice(1) };
        const rivals = action === 'redrive' ? [] : two.workers;
        await Promise.allSettled([
          two.act(address, action, order),
          ...rivals.map((rival) => two.act(rival, action, same)),
        ]);
        codes.push(await victims[n]?.ended());
      }
      lines = await putRight(ids);
    }, 2 * TAKEOVER_WITHIN_MS);

    async function discardFor(address: string, order: { readonly ids: string[] }): Promise<void> {
      await two.act(two.workers[0], 'discard', order);
      await waitFor('the victim to know what is discarded', async () => {
        const known = (await two.look(address, 'discarded')).map((each) => each.deadLetterId);
        return order.ids.every((id) => known.includes(id));
      });
    }

    it.each(kills.map(([action, step], n) => [action, step, n] as const))(
      'put right the rest of a %s that was killed once it was %s: one effect of each (row 48) (I17)',
      async (_action, _step, n) => {
        const own = messageIds.filter((_id, at) => at % kills.length === n);
        expect(await two.timesInAll(own)).toEqual(once(own));
      },
    );

    it('redrive each once', async () => {
      // A signal ended each of them, which leaves no code.
      expect(codes).toEqual(kills.map(() => null));
      const redriven = idsOf(lines, 'redriven');
      expect(redriven).not.toEqual([]);
      expect(new Set(redriven).size).toBe(redriven.length);
      expect(await two.timesRedriven(ids)).toEqual(once(ids));
    });
  });
});
