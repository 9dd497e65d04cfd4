import { waitFor } from '@warren/testing';
import { deadLettered } from '../list/dead-letter.harness';
import { RedriverHarness } from './redriver.harness';

type SettleWithin = typeof import('../../async/settle-within');

/** Ten seconds are a moment here. */
jest.mock('../../async/settle-within', () => {
  const { settleWithin } = jest.requireActual<SettleWithin>('../../async/settle-within');
  return {
    settleWithin: (work: Promise<unknown>, ms: number) =>
      settleWithin(work, ms === 10_000 ? 50 : ms),
  };
});

/** A cell of the table of refusals in docs/message-loss.md. */
describe('a redrive whose record the journal does not take', () => {
  it('is in doubt after ten seconds, sends nothing twice, and is recorded when the journal takes it (I8, I18)', async () => {
    const harness = new RedriverHarness();
    await harness.keep(deadLettered('d1'));
    const { journal } = harness;
    journal.refusalOf = ({ kind }) => (kind === 'redriven' ? new Error('403') : undefined);
    const order = { selection: { ids: ['d1'] } };
    const { results } = await harness.redrive(order);
    expect(results).toMatchObject([{ outcome: 'failed', error: { code: 'outcome_unknown' } }]);
    expect(harness.letters.get('d1')?.state).toBe('open');
    expect((await harness.redrive(order)).results).toMatchObject([{ outcome: 'skipped' }]);
    expect(harness.sentIds).toEqual(['m-d1']);
    journal.refusalOf = () => undefined;
    await waitFor('the record', () => harness.letters.get('d1')?.state === 'redriven');
  });
});
