import { headers as names } from '@warren/model';
import { waitFor } from '@warren/testing';
import type { SendOutcome } from '../../messages/outgoing-message';
import { deadLettered } from '../list/dead-letter.harness';
import { RedriverHarness } from './redriver.harness';

const records = ['d1', 'd2', 'd3', 'd4'].map((id) => deadLettered(id));
const refused: SendOutcome = { kind: 'refused', reason: 'not connected' };

describe('a redrive', () => {
  let harness: RedriverHarness;

  beforeEach(async () => {
    harness = new RedriverHarness();
    await harness.keep(...records);
  });

  const states = (): unknown[] =>
    records.map((each) => harness.letters.get(each.deadLetterId)?.state);

  it('sends each to its queue, records who and why, and counts', async () => {
    const { results, summary } = await harness.redrive({});
    expect(results).toEqual(
      records.map(({ deadLetterId, messageId, queue }) => ({
        deadLetterId,
        messageId,
        queue,
        outcome: 'redriven',
      })),
    );
    expect(summary).toEqual({ redriven: 4, skipped: 0, failed: 0, left: 0 });
    expect(harness.sentIds).toEqual(['m-d1', 'm-d2', 'm-d3', 'm-d4']);
    expect(harness.journal.all.slice(4)).toMatchObject(
      records.map(({ deadLetterId }) => ({
        kind: 'redriven',
        deadLetterId,
        by: 'ana',
        reason: 'repaired',
      })),
    );
    expect(states()).toEqual(['redriven', 'redriven', 'redriven', 'redriven']);
  });

  it('that is asked for twice sends once, be it later or in the same moment (I8)', async () => {
    const order = { selection: { ids: ['d1', 'd2', 'd1'] } };
    const [one, other] = await Promise.all([harness.redrive(order), harness.redrive(order)]);
    const later = await harness.redrive(order);
    expect(harness.sentIds.sort()).toEqual(['m-d1', 'm-d2']);
    expect((one.summary?.redriven ?? 0) + (other.summary?.redriven ?? 0)).toBe(2);
    expect((one.summary?.skipped ?? 0) + (other.summary?.skipped ?? 0)).toBe(2);
    expect(later.summary).toEqual({ redriven: 0, skipped: 2, failed: 0, left: 0 });
  });

  it('is known to this process before the journal has its record (I8)', async () => {
    const apply = jest.spyOn(harness.letters, 'apply').mockImplementation(() => undefined);
    await harness.redrive({ selection: { ids: ['d1'] } });
    expect(harness.letters.get('d1')?.state).toBe('open');
    const again = await harness.redrive({ selection: { ids: ['d1'] } });
    expect(again.results).toMatchObject([{ outcome: 'skipped' }]);
    expect(harness.sent).toHaveLength(1);
    apply.mockRestore();
  });

  it('leaves open what was not confirmed, and can be repeated (row 37)', async () => {
    harness.outcomeOf = ({ properties }) =>
      properties.messageId === 'm-d2'
        ? refused
        : properties.messageId === 'm-d3'
          ? { kind: 'unknown', reason: 'lost' }
          : { kind: 'confirmed' };
    const { results, summary } = await harness.redrive({});
    expect(summary).toEqual({ redriven: 2, skipped: 0, failed: 2, left: 0 });
    expect(results.map(({ error }) => error?.code)).toEqual([
      undefined,
      'refused',
      'outcome_unknown',
      undefined,
    ]);
    expect(states()).toEqual(['redriven', 'open', 'open', 'redriven']);
    harness.outcomeOf = () => ({ kind: 'confirmed' });
    expect((await harness.redrive({})).summary).toMatchObject({ redriven: 2 });
    expect(harness.sentIds.slice(4)).toEqual(['m-d2', 'm-d3']);
  });

  it('makes sure of the topology and tries once more when the queue was lost', async () => {
    const outcomes: SendOutcome[] = [{ kind: 'unroutable' }, { kind: 'confirmed' }];
    harness.outcomeOf = () => outcomes.shift() ?? refused;
    const { results } = await harness.redrive({ selection: { ids: ['d1'] } });
    expect(results).toMatchObject([{ outcome: 'redriven' }]);
    expect(harness.restoreTopology).toHaveBeenCalledTimes(1);
  });

  it('fails when the queue is missing also after that, and leaves it open', async () => {
    harness.outcomeOf = () => ({ kind: 'unroutable' });
    const { results } = await harness.redrive({ selection: { ids: ['d1'] } });
    expect(results).toMatchObject([{ outcome: 'failed', error: { code: 'unroutable' } }]);
    expect(harness.sentIds).toEqual(['m-d1', 'm-d1']);
    expect(harness.restoreTopology).toHaveBeenCalledTimes(1);
    expect(states()[0]).toBe('open');
  });

  it('names those it cannot send: no longer kept, or of a queue that is no more', async () => {
    await harness.keep(deadLettered('old', { queue: 'removed' }));
    const { results, summary } = await harness.redrive({ selection: { ids: ['x', 'old', 'd1'] } });
    expect(results.map(({ error, outcome }) => [outcome, error?.code])).toEqual([
      ['failed', 'not_found'],
      ['failed', 'unroutable'],
      ['redriven', undefined],
    ]);
    expect(summary).toEqual({ redriven: 1, skipped: 0, failed: 2, left: 0 });
    expect(harness.letters.get('old')?.state).toBe('open');
  });

  it('fails once where this process may not publish, and leaves it open', async () => {
    harness.outcomeOf = () => ({ kind: 'refused', reason: '403', isForbidden: true });
    const { results } = await harness.redrive({ selection: { ids: ['d1'] } });
    expect(results.map(({ error, outcome }) => [outcome, error?.code])).toEqual([
      ['failed', 'refused'],
    ]);
    expect(harness.sent).toHaveLength(1);
    expect(states()[0]).toBe('open');
  });

  it('records when the journal is back what was sent while it was away', async () => {
    harness.outcomeOf = () => {
      harness.journal.isBroken = true;
      return { kind: 'confirmed' };
    };
    const redriving = harness.redrive({ selection: { ids: ['d1'] } });
    await waitFor('it to be sent', () => harness.journal.isBroken);
    harness.journal.isBroken = false;
    expect((await redriving).summary).toMatchObject({ redriven: 1 });
    expect(states()[0]).toBe('redriven');
  });

  it('only says what would go where in a dry run', async () => {
    const { results, summary } = await harness.redrive({ dryRun: true, canary: true });
    expect(results.map(({ outcome, queue }) => [outcome, queue])).toEqual(
      records.map(() => ['would-redrive', 'first']),
    );
    expect(summary).toEqual({ redriven: 0, skipped: 0, failed: 0, left: 0, wouldRedrive: 4 });
    expect(harness.sent).toEqual([]);
    expect(states()).toEqual(['open', 'open', 'open', 'open']);
    expect((await harness.redrive({})).summary).toMatchObject({ redriven: 4 });
  });

  it('stops when it is aborted, and leaves the rest', async () => {
    const gone = new AbortController();
    harness.outcomeOf = () => {
      if (harness.sent.length === 2) gone.abort();
      return { kind: 'confirmed' };
    };
    const { summary } = await harness.redrive({ rate: 1_000 }, gone.signal);
    expect(summary).toEqual({ redriven: 2, skipped: 0, failed: 0, left: 2, stopped: 'aborted' });
    expect(states()).toEqual(['redriven', 'redriven', 'open', 'open']);
  });

  it('keeps to its rate, one after the other', async () => {
    const startedAt = performance.now();
    await harness.redrive({ rate: 20 });
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(145);
  });

  describe('with another payload', () => {
    const selection = { ids: ['d1'] };

    it('sends the event with it, and keeps the original in the journal', async () => {
      await harness.redrive({ selection, payload: { a: 1 } });
      const edited = { id: 'e-d1', tipo: 'T', payload: { a: 1 } };
      expect(JSON.parse(String(harness.sent[0]?.body))).toEqual(edited);
      expect(harness.journal.all.at(-1)).toMatchObject({ kind: 'redriven', redrives: 1, edited });
      expect(harness.sent[0]?.properties.headers).toMatchObject({ [names.edits]: 1 });
      expect(harness.letters.get('d1')?.record.body).toBe(records[0]?.body);
    });

    it('is refused for several, for none, and when the queue would not take it', async () => {
      const deep: Record<string, unknown> = {};
      for (let at = deep, n = 0; n < 70; n += 1) at = at.in = {} as Record<string, unknown>;
      await harness.keep(deadLettered('bytes', { body: 'no event' }));
      for (const order of [
        { selection: { ids: ['d1', 'd2'] }, payload: {} },
        { selection: { filter: {} }, payload: {} },
        { selection, payload: deep },
        { selection: { ids: ['bytes'] }, payload: {} },
      ]) {
        await expect(harness.redrive(order)).rejects.toMatchObject({ code: 'invalid_request' });
      }
      await expect(
        harness.redrive({ selection: { ids: ['x'] }, payload: {} }),
      ).rejects.toMatchObject({ code: 'not_found' });
      expect(harness.sent).toEqual([]);
    });
  });

  it('counts a redrive more each time', async () => {
    const again = deadLettered('d9', { messageId: 'm-d1', redrives: 1 });
    await harness.redrive({ selection: { ids: ['d1'] } });
    await harness.keep(again);
    await harness.redrive({ selection: { ids: ['d9'] } });
    expect(harness.sent.map(({ properties }) => properties.headers as object)).toMatchObject([
      { [names.redrives]: 1 },
      { [names.redrives]: 2 },
    ]);
  });
});
