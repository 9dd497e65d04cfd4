import { waitFor } from '@warren/testing';
import type { SendOutcome } from '../../messages/outgoing-message';
import { deadLettered } from '../list/dead-letter.harness';
import { RedriverHarness } from './redriver.harness';

const records = ['d1', 'd2', 'd3', 'd4'].map((id) => deadLettered(id));
const refused: SendOutcome = { kind: 'refused', reason: 'not connected' };

describe('a redrive on two workers at once', () => {
  let harness: RedriverHarness;
  let other: RedriverHarness;

  beforeEach(async () => {
    harness = new RedriverHarness();
    await harness.keep(...records);
    other = new RedriverHarness(harness.journal);
    for (const [offset, record] of harness.journal.all.entries()) {
      other.letters.apply(record, offset);
    }
  });

  it('sends each once; the one that loses skips it and says why (row 48) (I17)', async () => {
    const answers = await Promise.all([harness.redrive({}), other.redrive({})]);
    const all = answers.flatMap(({ results }) => results);
    expect([...harness.sentIds, ...other.sentIds].sort()).toEqual(
      records.map(({ messageId }) => messageId),
    );
    expect(all.filter(({ outcome }) => outcome === 'redriven')).toHaveLength(4);
    const skipped = all.filter(({ outcome }) => outcome === 'skipped');
    expect(skipped).toHaveLength(4);
    for (const { reason } of skipped) {
      expect(['another worker acts on it', 'already redriven']).toContain(reason);
    }
  });

  it('lets the other one act when nothing came of it, and not while the outcome is open', async () => {
    let answer: (outcome: SendOutcome) => void = () => undefined;
    harness.outcomeOf = () => new Promise((resolve) => (answer = resolve));
    const order = { selection: { ids: ['d1'] } };
    const here = harness.redrive(order);
    await waitFor('it to be sent', () => harness.sent.length === 1);
    expect((await other.redrive(order)).results).toMatchObject([
      { outcome: 'skipped', reason: 'another worker acts on it' },
    ]);
    answer(refused);
    expect((await here).summary).toMatchObject({ failed: 1 });
    expect((await other.redrive(order)).summary).toMatchObject({ redriven: 1 });
    expect((await harness.redrive(order)).results).toMatchObject([
      { outcome: 'skipped', reason: 'already redriven' },
    ]);
  });

  it('does not send what it had claimed too long ago, as after it was frozen', async () => {
    const times = { hold: 0, expire: 0, read: 60_000 };
    const frozen = new RedriverHarness(harness.journal, undefined, undefined, times);
    for (const [offset, record] of harness.journal.all.entries()) {
      frozen.letters.apply(record, offset);
    }
    const order = { selection: { ids: ['d1'] } };
    expect((await frozen.redrive(order)).results).toMatchObject([
      { outcome: 'failed', error: { code: 'refused' } },
    ]);
    expect(frozen.sent).toEqual([]);
    expect((await other.redrive(order)).summary).toMatchObject({ redriven: 1 });
  });

  it('claims nothing in a dry run', async () => {
    await harness.redrive({ dryRun: true });
    expect(harness.journal.claims).toEqual([]);
  });
});
