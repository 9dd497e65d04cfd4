import { RememberingJournal } from '../consuming/remembering-journal.harness';
import { Claims } from '../journal/claims';
import type { OutgoingMessage, SendOutcome } from '../messages/outgoing-message';
import type { ReplayOrder } from './replay-order';
import { Replayer } from './replayer';
import { ReplaySender } from './replay-sender';
import { order, processed, replayTopology, runToEnd } from './replay.harness';

describe('a replay under a claim', () => {
  let journal: RememberingJournal;
  let claims: Claims;
  const send = jest.fn<Promise<SendOutcome>, [OutgoingMessage]>();

  beforeEach(() => {
    journal = new RememberingJournal();
    claims = new Claims(journal, 'replay');
    send.mockReset().mockResolvedValue({ kind: 'confirmed' });
  });

  const fill = async (...ids: string[]): Promise<void> => {
    for (const id of ids) await journal.append(processed(id));
  };

  const replay = (changes: Partial<ReplayOrder> = {}): ReturnType<typeof runToEnd> => {
    const declared = replayTopology();
    const patience = { giveUpMs: 200, firstWaitMs: 1, longestWaitMs: 5 };
    const restoreTopology = (): Promise<void> => Promise.resolve();
    const publisher = { send, untilRoom: () => undefined, restoreTopology };
    const sender = new ReplaySender(publisher, patience);
    const replayer = new Replayer(journal, sender, declared, claims);
    return runToEnd(replayer.replay(order(changes), new AbortController().signal));
  };

  it('sends nothing while its claim is not held, and says so of what it could not send (I17)', async () => {
    await fill('m1', 'm2');
    const held = jest.fn(() => true);
    const release = (): Promise<void> => Promise.resolve();
    const renew = (): Promise<boolean> => Promise.resolve(true);
    jest.spyOn(claims, 'take').mockResolvedValue({
      get isHeld() {
        return held();
      },
      renew,
      release,
    });
    // It expires while the first waits to be sent again.
    send.mockImplementation(() => {
      held.mockReturnValue(false);
      return Promise.resolve({ kind: 'refused', reason: 'away' });
    });
    const { summary } = await replay({ rate: 10 });
    expect(send).toHaveBeenCalledTimes(1);
    expect(summary).toMatchObject({
      offset: null,
      replayed: 0,
      stopped: 'not_accepted',
      problem: { message: 'the claim on the queue is not held; it was not sent' },
    });
  });

  it('ends when another worker has taken its claim, and says so (I17)', async () => {
    await fill('m1');
    const release = (): Promise<void> => Promise.resolve();
    const renew = (): Promise<boolean> => Promise.resolve(false);
    jest.spyOn(claims, 'take').mockResolvedValue({ isHeld: false, renew, release });
    const { summary } = await replay();
    expect(send).not.toHaveBeenCalled();
    expect(summary).toMatchObject({
      replayed: 0,
      stopped: 'aborted',
      problem: { code: 'replay_in_progress' },
    });
  });
});
