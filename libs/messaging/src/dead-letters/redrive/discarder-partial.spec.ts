import { WarrenError } from '@warren/model';
import { UnknownOutcomeError } from '../../messages/publish-errors';
import { deadLettered } from '../list/dead-letter.harness';
import { RedriverHarness } from './redriver.harness';

const ids = ['d1', 'd2', 'd3', 'd4'];
const { signal } = new AbortController();
const order = { selection: { filter: {} }, reason: 'r', by: 'ana' };

const of = (deadLetterId: string): object => {
  const { messageId, queue } = deadLettered(deadLetterId);
  return { deadLetterId, messageId, queue };
};

describe.each(['discard', 'restore'] as const)(
  'a %s of which the journal takes a part',
  (action) => {
    const kind = action === 'discard' ? 'discarded' : 'restored';
    const refusals: [string, (id: string) => Error, string][] = [
      ['refused', () => new WarrenError('refused', 'the broker is unavailable'), 'refused'],
      ['not answered', (id) => new UnknownOutcomeError(id, 'no answer'), 'outcome_unknown'],
      ['broken off', () => new Error('the channel closed'), 'refused'],
    ];

    it.each(refusals)(
      'says what became of each when some are %s, and does the rest when it is asked again',
      async (_, refuse, code) => {
        const harness = new RedriverHarness();
        await harness.keep(...ids.map((id) => deadLettered(id)));
        if (action === 'restore') await harness.discarder.discard(order, signal);
        harness.journal.refusalOf = (record) => {
          const isRefused = record.kind === kind && ['d2', 'd4'].includes(record.deadLetterId);
          return isRefused ? refuse(record.deadLetterId) : undefined;
        };
        const error = expect.objectContaining({ code }) as unknown;
        expect(await harness.discarder[action](order, signal)).toEqual({
          [kind]: 2,
          ...{ skipped: 0, failed: 2, left: 0 },
          results: [
            { ...of('d1'), outcome: kind },
            { ...of('d2'), outcome: 'failed', error },
            { ...of('d3'), outcome: kind },
            { ...of('d4'), outcome: 'failed', error },
          ],
        });
        harness.journal.refusalOf = () => undefined;
        expect(await harness.discarder[action]({ ...order, selection: { ids } }, signal)).toEqual({
          [kind]: 2,
          ...{ skipped: 2, failed: 0, left: 0 },
          skippedBecause: { [action === 'discard' ? 'already discarded' : 'already open']: 2 },
        });
      },
    );
  },
);

describe('a restore', () => {
  it('says of which letter the journal did not take the copy that outlives the stream', async () => {
    const harness = new RedriverHarness();
    await harness.keep(...ids.map((id) => deadLettered(id)));
    await harness.discarder.discard(order, signal);
    harness.journal.refusalOf = (record) =>
      record.kind === 'dead-lettered' && record.deadLetterId === 'd3' ? new Error('no') : undefined;
    const { results, ...counts } = await harness.discarder.restore(order, signal);
    expect(counts).toEqual({ restored: 3, skipped: 0, failed: 1, left: 0 });
    expect(results?.[2]).toMatchObject({ deadLetterId: 'd3', outcome: 'failed' });
    expect(results?.[2]?.error?.message).toContain('it is open again');
    expect(harness.letters.get('d3')).toMatchObject({ state: 'open' });
    harness.journal.refusalOf = () => undefined;
    expect(await harness.discarder.discard(order, signal)).toMatchObject({ discarded: 4 });
    expect(await harness.discarder.restore(order, signal)).toMatchObject({ restored: 4 });
  });

  it.each([
    ['the journal wrote its record and did not answer', true],
    ['its worker ended before the copy was written', false],
  ])(
    'that is asked for again by id writes the copy that is missing when %s',
    async (_, isAsked) => {
      const harness = new RedriverHarness();
      const { journal } = harness;
      await harness.keep(...ids.map((id) => deadLettered(id)));
      await harness.discarder.discard(order, signal);
      const { messageId, queue } = deadLettered('d3');
      const acted = {
        deadLetterId: 'd3',
        messageId,
        queue,
        at: new Date(),
        by: 'ana',
        reason: 'r',
      };
      if (isAsked) {
        journal.refusalOf = ({ kind }) =>
          kind === 'restored' ? new UnknownOutcomeError('d3', 'no answer') : undefined;
        const of = { ...order, selection: { ids: ['d3'] } };
        await harness.discarder.restore(of, signal);
        journal.refusalOf = () => undefined;
      }
      await journal.append({ kind: 'restored', ...acted });
      const begin = journal.all.length;

      journal.refusalOf = ({ kind }) => (kind === 'dead-lettered' ? new Error('no') : undefined);
      const again = { ...order, selection: { ids: ['d1', 'd3'] } };
      expect(await harness.discarder.restore(again, signal)).toMatchObject({ failed: 2 });
      journal.refusalOf = () => undefined;
      expect(await harness.discarder.restore(again, signal)).toEqual({
        ...{ restored: 0, skipped: 2, failed: 0, left: 0 },
        skippedBecause: { 'already open': 2 },
      });
      const copies = journal.all.slice(begin).filter(({ kind }) => kind === 'dead-lettered');
      expect(copies).toEqual([
        expect.objectContaining({ deadLetterId: 'd1', asOf: expect.any(Number) as number }),
        expect.objectContaining({ deadLetterId: 'd3', asOf: expect.any(Number) as number }),
      ]);
    },
  );

  it('writes no copy of what was never discarded', async () => {
    const harness = new RedriverHarness();
    await harness.keep(deadLettered('d1'));
    await harness.discarder.restore({ ...order, selection: { ids: ['d1'] } }, signal);
    expect(harness.journal.all).toHaveLength(1);
  });
});
