import { RememberingJournal } from '../consuming/remembering-journal.harness';
import { Claims } from '../journal/claims';
import { claimReplay, type ReplayClaim } from './claim-replay';

describe('the claim of a replay', () => {
  const claims: ReplayClaim[] = [];
  let journal: RememberingJournal;

  beforeEach(() => {
    journal = new RememberingJournal();
  });

  afterEach(() => Promise.all(claims.splice(0).map((claim) => claim.release())));

  /** A worker that follows the journal. */
  function worker(): (to: string) => Promise<ReplayClaim> {
    const own = new Claims(journal, 'replay');
    journal.follow(own);
    return async (to) => {
      const claim = await claimReplay(own, to, () => undefined);
      claims.push(claim);
      return claim;
    };
  }

  it('is held by one worker for a queue, until it is released (I17)', async () => {
    const [one, other] = [worker(), worker()];
    const first = await one('first');
    expect(first.isHeld).toBe(true);
    await expect(other('first')).rejects.toMatchObject({ code: 'replay_in_progress' });
    expect((await other('second')).isHeld).toBe(true);
    await first.release();
    expect((await other('first')).isHeld).toBe(true);
  });

  it('is not held while the journal cannot be asked who else replays (I17)', async () => {
    const one = worker();
    journal.isBroken = true;
    await expect(one('first')).rejects.toThrow('the journal is unavailable');
    journal.isBroken = false;
    expect((await one('first')).isHeld).toBe(true);
  });
});
