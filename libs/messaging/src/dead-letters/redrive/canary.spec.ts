import type { SendOutcome } from '../../messages/outgoing-message';
import { CanaryWatch } from './canary-watch';
import { deadLettered } from '../list/dead-letter.harness';
import { processed, RedriverHarness } from './redriver.harness';

const records = ['d1', 'd2', 'd3', 'd4'].map((id) => deadLettered(id));
const refused: SendOutcome = { kind: 'refused', reason: 'not connected' };

describe('a redrive with a canary', () => {
  let harness: RedriverHarness;

  beforeEach(async () => {
    harness = new RedriverHarness();
    await harness.keep(...records);
  });

  afterEach(() => jest.restoreAllMocks());

  it('continues when that is processed', async () => {
    harness.outcomeOf = async () => {
      if (harness.sent.length === 1) await harness.journal.append(processed(deadLettered('d1')));
      return { kind: 'confirmed' };
    };
    const { summary } = await harness.redrive({ canary: true });
    expect(summary).toEqual({ redriven: 4, skipped: 0, failed: 0, left: 0 });
  });

  it('stops when that fails again, and touches no other', async () => {
    const again = deadLettered('d9', { messageId: 'm-d1', redrives: 1 });
    harness.outcomeOf = async () => {
      await harness.keep(deadLettered('late', { messageId: 'm-d1' }));
      setImmediate(() => void harness.keep(again));
      return { kind: 'confirmed' };
    };
    const { summary } = await harness.redrive({ canary: true });
    expect(summary).toMatchObject({ redriven: 1, left: 3, stopped: 'canary_failed' });
    expect(harness.sentIds).toEqual(['m-d1']);
  });

  it('stops when it hears nothing of that in time, or cannot send it', async () => {
    const late = await harness.redrive({ canary: true, canaryWaitMs: 20 });
    expect(late.summary).toMatchObject({ redriven: 1, left: 3, stopped: 'canary_too_late' });
    harness.outcomeOf = () => refused;
    const unsent = await harness.redrive({ canary: true });
    expect(unsent.summary).toMatchObject({ failed: 1, left: 2, stopped: 'canary_failed' });
  });

  it('is waited for from its turn on, however late that comes', async () => {
    let hasTurn = false;
    jest.spyOn(harness.letters, 'turn').mockImplementation(async () => {
      await new Promise(setImmediate);
      hasTurn = true;
    });
    const watch = jest.spyOn(CanaryWatch.prototype, 'watch').mockImplementation(() => {
      expect(hasTurn).toBe(true);
      return Promise.resolve('processed');
    });
    const { summary } = await harness.redrive({ canary: true });
    expect(watch).toHaveBeenCalledTimes(1);
    expect(summary).toMatchObject({ redriven: 4 });
  });

  it('takes one that was processed before for processed: it leaves no new record', async () => {
    await harness.journal.append(processed(deadLettered('d1')));
    expect((await harness.redrive({ canary: true })).summary).toMatchObject({ redriven: 4 });
  });

  it('skips what is settled to find one', async () => {
    await harness.redrive({ selection: { ids: ['d1'] } });
    const order = { selection: { ids: ['d1', 'd2', 'd3'] }, canary: true, canaryWaitMs: 20 };
    const { results } = await harness.redrive(order);
    expect(results.map(({ outcome }) => outcome)).toEqual(['skipped', 'redriven']);
  });
});
