import { EventDto, WarrenError } from '@warren/model';
import { IsInt, IsObject, ValidateNested } from 'class-validator';
import { Type } from 'class-transformer';
import { RememberingJournal } from '../consuming/remembering-journal.harness';
import { Claims } from '../journal/claims';
import type { OutgoingMessage, SendOutcome } from '../messages/outgoing-message';
import type { ReplayOrder } from './replay-order';
import { Replayer } from './replayer';
import { ReplaySender } from './replay-sender';
import { order, processed, replayTopology, runToEnd } from './replay.harness';

class CountedPayload {
  readonly [field: string]: unknown;
  @IsInt()
  readonly n!: number;
}

class CountedDto extends EventDto {
  @IsObject()
  @ValidateNested()
  @Type(() => CountedPayload)
  override readonly payload!: CountedPayload;
}

describe('a replay', () => {
  let journal: RememberingJournal;
  let claims: Claims;
  let sent: OutgoingMessage[];
  const send = jest.fn<Promise<SendOutcome>, [OutgoingMessage]>();
  const restoreTopology = jest.fn<Promise<void>, []>();

  beforeEach(() => {
    journal = new RememberingJournal();
    claims = new Claims(journal, 'replay');
    journal.follow(claims);
    sent = [];
    restoreTopology.mockReset().mockResolvedValue();
    send.mockReset().mockImplementation((message) => {
      sent.push(message);
      return Promise.resolve({ kind: 'confirmed' });
    });
  });

  function replayer(): Replayer {
    const plain = replayTopology();
    const queues = plain.queues.map((each) => ({
      ...each,
      ...(each.name === 'first' && { event: CountedDto }),
    }));
    const declared = { ...plain, queues };
    const patience = { giveUpMs: 200, firstWaitMs: 1, longestWaitMs: 5 };
    const publisher = { send, untilRoom: () => undefined, restoreTopology };
    return new Replayer(journal, new ReplaySender(publisher, patience), declared, claims);
  }

  const fill = async (...records: ReturnType<typeof processed>[]): Promise<void> => {
    for (const record of records) await journal.append(record);
  };
  const counted = (id: string): ReturnType<typeof processed> =>
    processed(id, 'second', { payload: { n: 1 } });
  const replay = (changes: Partial<ReplayOrder> = {}): ReturnType<typeof runToEnd> =>
    runToEnd(replayer().replay(order(changes), new AbortController().signal));
  const idsOf = (messages: OutgoingMessage[]): string[] =>
    messages.map(({ properties }) => properties.messageId);

  it('reports events of which there is an excerpt only, or which the broker never takes (I16)', async () => {
    const excerpt = { bytes: 3e6, sha256: '', head: '{', encoding: 'utf8' } as const;
    await fill(
      { ...counted('short'), excerpt },
      counted('large'),
      counted('forbidden'),
      counted('m'),
    );
    send.mockImplementation((message) => {
      const { messageId } = message.properties;
      if (messageId === 'large') return Promise.reject(new WarrenError('too_large', 'no'));
      if (messageId === 'forbidden') {
        return Promise.resolve({ kind: 'refused', reason: '403', isForbidden: true });
      }
      sent.push(message);
      return Promise.resolve({ kind: 'confirmed' });
    });
    const { steps, summary } = await replay();
    const failures = steps.flatMap((step) => ('failure' in step ? [step.failure] : []));
    expect(failures.map(({ error, messageId }) => [messageId, error.code])).toEqual([
      ['short', 'excerpt_only'],
      ['large', 'too_large'],
      ['forbidden', 'refused'],
    ]);
    expect(idsOf(sent)).toEqual(['m']);
    expect(send).toHaveBeenCalledTimes(3);
    expect(summary).toMatchObject({ replayed: 1, failed: 3 });
  });

  it('is not begun to the queue of the schedule, whose events must say for when', async () => {
    const declared = replayTopology();
    const toLater = { ...declared, schedule: { ...declared.schedule, queue: 'first' } };
    const sender = new ReplaySender({ send, untilRoom: () => undefined, restoreTopology });
    const steps = new Replayer(journal, sender, toLater, claims).replay(
      order(),
      new AbortController().signal,
    );
    await fill(counted('m1'));
    await expect(runToEnd(steps)).rejects.toMatchObject({
      code: 'invalid_request',
      message: "'first' takes only events that are put off",
    });
    expect(sent).toEqual([]);
  });

  it('publishes every event in order, and says where it ended and how much could not be read (I15)', async () => {
    journal.unreadable = 7;
    await fill(counted('m1'), counted('m2'), counted('m3'));
    const counts = { offset: 3, replayed: 3, skipped: 0, failed: 0, unreadable: 7 };
    expect((await replay()).summary).toEqual({ ...counts, run: 'r1' });
    expect(idsOf(sent)).toEqual(['m1', 'm2', 'm3']);
  });

  it('continues after an event that its queue would not accept, and names it', async () => {
    await fill(counted('m1'), processed('m2', 'second', { payload: { n: 'one' } }), counted('m3'));
    const { steps, summary } = await replay();
    expect(idsOf(sent)).toEqual(['m1', 'm3']);
    expect(summary).toMatchObject({ offset: 3, replayed: 2, failed: 1 });
    const [failure] = steps.flatMap((step) => ('failure' in step ? [step.failure] : []));
    expect(failure).toMatchObject({
      offset: 1,
      messageId: 'm2',
      error: { code: 'invalid_request', message: 'payload.n must be an integer number' },
    });
  });

  it('counts in a dry run, and publishes nothing', async () => {
    await fill(counted('m1'), processed('m2', 'second', { payload: { n: 'one' } }));
    const { summary } = await replay({ dryRun: true });
    expect(sent).toEqual([]);
    expect(summary).toMatchObject({ offset: 2, replayed: 1, failed: 1, dryRun: true });
  });

  it('sends again under the same id what is not confirmed', async () => {
    await fill(counted('m1'));
    send
      .mockResolvedValueOnce({ kind: 'refused', reason: 'not connected to the broker' })
      .mockResolvedValueOnce({ kind: 'unknown', reason: 'no answer' })
      .mockResolvedValueOnce({ kind: 'unroutable' });
    expect((await replay()).summary).toMatchObject({ replayed: 1, failed: 0 });
    expect(new Set(idsOf(send.mock.calls.map(([message]) => message)))).toEqual(new Set(['m1']));
    expect(restoreTopology).toHaveBeenCalledTimes(1);
  });

  it('stops when the broker takes nothing, and can continue at the offset it says', async () => {
    await fill(counted('m1'), counted('m2'), counted('m3'));
    send.mockImplementation((message) => {
      const isTaken = message.properties.messageId === 'm1';
      return Promise.resolve(
        isTaken ? { kind: 'confirmed' } : { kind: 'refused', reason: 'a full queue' },
      );
    });
    const { summary } = await replay();
    expect(summary).toMatchObject({
      offset: 1,
      replayed: 1,
      stopped: 'not_accepted',
      problem: { code: 'refused', message: 'a full queue' },
    });
    send.mockReset().mockResolvedValue({ kind: 'confirmed' });
    const rest = await replay({ from: { offset: summary.offset ?? NaN } });
    expect(idsOf(send.mock.calls.map(([message]) => message))).toEqual(['m2', 'm3']);
    expect(rest.summary).toMatchObject({ offset: 3, replayed: 2 });
  });

  it('stops when it is aborted, with the offset to continue from', async () => {
    await fill(...Array.from({ length: 50 }, (_, n) => counted(`m${n}`)));
    const stop = new AbortController();
    send.mockImplementation(() => {
      if (send.mock.calls.length === 5) stop.abort();
      return Promise.resolve({ kind: 'confirmed' });
    });
    const { summary } = await runToEnd(replayer().replay(order({ rate: 100 }), stop.signal));
    expect(summary.stopped).toBe('aborted');
    expect(summary.replayed).toBeLessThanOrEqual(5);
    expect(summary.offset ?? 0).toBe(summary.replayed || 0);
  });

  it('stops with the process', async () => {
    await fill(counted('m1'));
    const stopped = replayer();
    send.mockResolvedValue({ kind: 'refused', reason: 'away' });
    const ending = runToEnd(stopped.replay(order(), new AbortController().signal));
    stopped.beforeApplicationShutdown();
    expect((await ending).summary).toMatchObject({ replayed: 0, stopped: 'aborted' });
  });

  it('runs once at a time for a queue, and again after it', async () => {
    await fill(counted('m1'));
    const one = replayer();
    const { signal } = new AbortController();
    const first = one.replay(order(), signal);
    await first.next();
    await expect(one.replay(order(), signal).next()).rejects.toMatchObject({
      code: 'replay_in_progress',
    });
    await expect(runToEnd(one.replay(order({ to: 'second' }), signal))).resolves.toBeDefined();
    await first.return(undefined);
    await expect(runToEnd(one.replay(order(), signal))).resolves.toBeDefined();
  });

  it('is refused for a queue that the topology does not have (I14)', async () => {
    await expect(replay({ to: 'events.direct' })).rejects.toMatchObject({
      code: 'invalid_request',
      message: "the topology has no queue 'events.direct'",
    });
  });

  it('hands on what the journal throws', async () => {
    journal.read = () => Promise.reject(new Error('the stream is gone'));
    await expect(replay()).rejects.toThrow('the stream is gone');
  });
});
