import { Logger } from '@nestjs/common';
import type { JournalRecord } from '../../messages/journal-record';
import { PermanentError } from '../../messages/handler-errors';
import { NotStartedError } from '../../messages/queue-handler';
import { mocks, process, resetProcessing } from './processing.harness';

describe('processing a delivery', () => {
  const { append, restoreTopology, send } = mocks;
  const live = new AbortController().signal;

  beforeEach(resetProcessing);

  const question = { messageId: 'm1', correlationId: 'c1', replyTo: 'respuestas' };
  const fail = (): void => {
    throw new Error('not yet');
  };
  const recorded = (): JournalRecord[] => append.mock.calls.map(([record]) => record);

  it('records a success: of which event, by whom, from when to when', async () => {
    const before = Date.now();
    let handledAt = 0;
    await process(() => void (handledAt = Date.now()));
    const [record] = recorded();
    expect(record).toMatchObject({
      kind: 'processed',
      event: { id: '1', tipo: 'T' },
      delivery: { messageId: 'm1', queue: 'etl.jobs', attempt: 1 },
      handler: 'H.run',
      worker: 'here:1',
    });
    if (record?.kind !== 'processed') throw new Error('not a success');
    expect(record.startedAt.getTime()).toBeGreaterThanOrEqual(before);
    expect(record.startedAt.getTime()).toBeLessThanOrEqual(handledAt);
    expect(record.at.getTime()).toBeGreaterThanOrEqual(handledAt);
    expect(send).not.toHaveBeenCalled();
  });

  it('sends the answer before it records the success (I2)', async () => {
    const order: string[] = [];
    append.mockImplementation(({ kind }) => Promise.resolve(void order.push(kind)));
    send.mockImplementation(({ routingKey }) => {
      order.push(routingKey);
      return Promise.resolve({ kind: 'confirmed' });
    });
    await process(() => 'an answer', live, question);
    expect(order).toEqual(['respuestas', 'processed']);
  });

  it.each(['refused', 'unknown', 'unroutable'] as const)(
    'takes an answer that is %s for a failure of the attempt',
    async (kind) => {
      send.mockResolvedValueOnce({ kind, reason: 'full' });
      await expect(process(() => 'an answer', live, question)).resolves.toMatchObject({
        kind: 'retry',
        failure: { code: 'answer_not_accepted' },
        countsForBreaker: false,
      });
      expect(recorded().map((record) => record.kind)).toEqual(['failed']);
      expect(send).toHaveBeenCalledTimes(2);
      expect(restoreTopology).toHaveBeenCalledTimes(kind === 'unroutable' ? 1 : 0);
    },
  );

  it('takes an answer that JSON cannot say for a failure for good (I3)', async () => {
    await expect(process(() => 1n, live, question)).resolves.toMatchObject({
      kind: 'dead-letter',
      failure: { code: 'answer_not_json' },
    });
  });

  it('records a failure before it sends the copy, and says when the next attempt is', async () => {
    const order: string[] = [];
    append.mockImplementation(({ kind }) => Promise.resolve(void order.push(kind)));
    send.mockImplementation(() => {
      order.push('copy');
      return Promise.resolve({ kind: 'confirmed' });
    });
    await expect(process(fail)).resolves.toMatchObject({ kind: 'retry' });
    expect(order).toEqual(['failed', 'copy']);
    expect(recorded()[0]).toMatchObject({
      kind: 'failed',
      event: { id: '1' },
      handler: 'H.run',
      worker: 'here:1',
      failure: { code: 'Error', message: 'not yet' },
      retryInMs: 2_000,
    });
  });

  it('records no next attempt of what is dead-lettered, and no event of what is none', async () => {
    await process(() => {
      throw new PermanentError('no');
    });
    await process(fail, live, { messageId: 'm2' }, '{"id":');
    const [permanent, malformed] = recorded();
    expect(permanent).toMatchObject({ kind: 'failed', event: { id: '1' } });
    expect(malformed).toMatchObject({ kind: 'failed', failure: { code: 'malformed_json' } });
    expect(permanent).not.toHaveProperty('retryInMs');
    expect(malformed).not.toHaveProperty('retryInMs');
    expect(malformed).not.toHaveProperty('event');
  });

  it('records a failure once, however often its copy is refused (I2)', async () => {
    send.mockResolvedValueOnce({ kind: 'refused', reason: 'away' });
    await process(fail);
    expect(send).toHaveBeenCalledTimes(2);
    expect(append).toHaveBeenCalledTimes(1);
  });

  it('sends no copy before the failure is recorded (I2)', async () => {
    append.mockRejectedValueOnce(new Error('away'));
    const processing = process(fail);
    await new Promise((resolve) => setImmediate(resolve));
    expect(append).toHaveBeenCalledTimes(1);
    expect(send).not.toHaveBeenCalled();
    await processing;
    expect(append).toHaveBeenCalledTimes(2);
    expect(send).toHaveBeenCalledTimes(1);
  });

  it('records nothing and sends no copy when the channel went while its handler failed (I4)', async () => {
    const gone = new AbortController();
    const handle = (): void => {
      gone.abort();
      fail();
    };
    await expect(process(handle, gone.signal)).rejects.toThrow();
    expect(append).not.toHaveBeenCalled();
    expect(send).not.toHaveBeenCalled();
  });

  it('sends no copy when the channel went while its failure was being recorded (I4)', async () => {
    const gone = new AbortController();
    append.mockImplementation(() => Promise.resolve(gone.abort()));
    await expect(process(fail, gone.signal)).rejects.toThrow();
    expect(send).not.toHaveBeenCalled();
  });

  it('records a success all the same, and does not give up when its channel goes (I12)', async () => {
    const gone = new AbortController();
    append.mockRejectedValueOnce(new Error('away'));
    await process(() => gone.abort(), gone.signal);
    expect(append).toHaveBeenCalledTimes(2);
  });

  it.each([
    ['any other error', new Error('away'), true],
    ['what can never succeed', new PermanentError('no'), false],
  ])('says that %s counts for the breaker, or not', async (_, error, countsForBreaker) => {
    const result = await process(() => {
      throw error;
    });
    expect(result).toMatchObject({ countsForBreaker });
  });

  it('records nothing of what was processed before, or was not begun', async () => {
    const messageId = 'done in etl.jobs';
    await expect(process(fail, live, { messageId })).resolves.toEqual({ kind: 'duplicate' });
    const notBegun = (): void => {
      throw new NotStartedError();
    };
    await expect(process(notBegun)).rejects.toBeInstanceOf(NotStartedError);
    expect(append).not.toHaveBeenCalled();
  });

  it.each([
    ['given here', {}, true],
    ["the publisher's", { messageId: 'm1' }, undefined],
  ])('says in the log that an id was %s', async (_, properties, hasGivenId) => {
    const log = jest.spyOn(Logger.prototype, 'log');
    await process(() => undefined, live, properties);
    const [details] = log.mock.calls.find(([, what]) => what === 'processed') as [object];
    expect((details as { hasGivenId?: boolean }).hasGivenId).toBe(hasGivenId);
    log.mockRestore();
  });
});
