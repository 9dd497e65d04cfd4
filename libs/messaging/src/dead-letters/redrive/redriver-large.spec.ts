import { WarrenError } from '@warren/model';
import { makeExcerpt } from '../../messages/excerpt';
import { deadLettered } from '../list/dead-letter.harness';
import { RedriverHarness } from './redriver.harness';

describe('a redrive of what is too large for the journal (I16)', () => {
  let harness: RedriverHarness;

  const content = Buffer.alloc(3_000_000, 'x');
  const large = deadLettered('large', { body: '', excerpt: makeExcerpt(content) });
  const redrive = (order = {}): ReturnType<RedriverHarness['redrive']> =>
    harness.redrive({ selection: { ids: ['large', 'd1'] }, ...order });

  beforeEach(async () => {
    harness = new RedriverHarness();
    await harness.keep(deadLettered('d1'), large);
  });

  it('sends its bytes as they were', async () => {
    harness.large.set('large', content);
    expect((await redrive()).summary).toMatchObject({ redriven: 2 });
    expect(harness.sent[0]?.body.equals(content)).toBe(true);
  });

  it('skips it, says why, and leaves it open when its bytes are gone', async () => {
    const { results, summary } = await redrive();
    expect(results[0]).toMatchObject({ outcome: 'skipped', reason: 'only an excerpt is kept' });
    expect(summary).toEqual({ redriven: 1, skipped: 1, failed: 0, left: 0 });
    expect(harness.letters.get('large')?.state).toBe('open');
    expect(harness.sentIds).toEqual(['m-d1']);
    harness.large.set('large', content);
    expect((await redrive()).summary).toMatchObject({ redriven: 1, skipped: 1 });
  });

  it('is failed, and stays open, when the broker no longer takes it', async () => {
    harness.large.set('large', content);
    harness.outcomeOf = ({ body }) =>
      body.length > 1_000
        ? Promise.reject(new WarrenError('too_large', 'no'))
        : { kind: 'confirmed' };
    const { results } = await redrive();
    expect(results.map(({ error, outcome }) => [outcome, error?.code])).toEqual([
      ['failed', 'too_large'],
      ['redriven', undefined],
    ]);
    expect(harness.letters.get('large')?.state).toBe('open');
  });

  it('cannot be edited: what it was is not known', async () => {
    const order = { selection: { ids: ['large'] }, payload: { a: 1 } };
    await expect(harness.redrive(order)).rejects.toMatchObject({ code: 'excerpt_only' });
  });
});
