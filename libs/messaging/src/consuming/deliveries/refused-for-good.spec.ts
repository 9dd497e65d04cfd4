import { EventDto, queue, WarrenError } from '@warren/model';
import type { SendOutcome } from '../../messages/outgoing-message';
import { PermanentError } from '../../messages/handler-errors';
import { mocks, process, resetProcessing } from './processing.harness';

const tooLarge = (): Promise<SendOutcome> => Promise.reject(new WarrenError('too_large', 'no'));
const notPermitted = (): Promise<SendOutcome> =>
  Promise.resolve({ kind: 'unknown', reason: '403', isForbidden: true });
const fail = (): void => {
  throw new Error('not yet');
};
const LARGE = `{"id":"1","tipo":"T","payload":{"t":"${'x'.repeat(1_000_000)}"}}`;

/** Cells of the table of refusals in docs/message-loss.md. */
describe('what follows from a delivery, refused for good (I16)', () => {
  const { append, send } = mocks;
  const live = new AbortController().signal;
  const question = { messageId: 'm1', correlationId: 'c1', replyTo: 'respuestas' };

  beforeEach(resetProcessing);

  it.each([
    ['of what is too large', tooLarge, 1],
    ['to where it may not be published', notPermitted, 2],
  ])(
    'a retry copy %s is given up, and the broker dead-letters the message',
    async (_, refusal, times) => {
      send.mockImplementation(refusal);
      await expect(process(fail)).resolves.toMatchObject({
        kind: 'dead-letter',
        messageId: 'm1',
        isRejected: true,
      });
      expect(send).toHaveBeenCalledTimes(times);
      expect(append).toHaveBeenCalledTimes(1);
    },
  );

  it.each([
    ['at once', 0],
    ['after the broker was away', 1],
  ])('a refusal for a permission that comes once, %s, costs nothing', async (_, before) => {
    for (let times = 0; times < before; times += 1) {
      send.mockResolvedValueOnce({ kind: 'refused', reason: 'not connected' });
    }
    send.mockImplementationOnce(notPermitted);
    const result = await process(fail);
    expect(result).toMatchObject({ kind: 'retry' });
    expect(result).not.toHaveProperty('isRejected');
    expect(send).toHaveBeenCalledTimes(before + 2);
  });

  it.each([
    ['of what is too large', tooLarge, 1],
    ['to where it may not be published', notPermitted, 2],
  ])('a dead letter copy %s is given up, and the broker does it', async (_, refusal, times) => {
    send.mockImplementation(refusal);
    const reject = (): void => {
      throw new PermanentError('unknown_source');
    };
    await expect(process(reject)).resolves.toMatchObject({
      kind: 'dead-letter',
      failure: { code: 'unknown_source' },
      isRejected: true,
    });
    expect(send).toHaveBeenCalledTimes(times);
  });

  it.each([
    ['of what is too large', tooLarge],
    ['to where it may not be published', notPermitted],
  ])(
    'a copy %s out of a queue with priorities is tried again: a reject could lose it (I2)',
    async (_, refusal) => {
      send.mockImplementationOnce(refusal);
      const priorities = queue('jobs.priority', { event: EventDto, from: [], maxPriority: 9 });
      const reject = (): void => {
        throw new PermanentError('unknown_source');
      };
      const result = await process(reject, live, { messageId: 'm1' }, undefined, priorities);
      expect(result).toMatchObject({ kind: 'dead-letter' });
      expect(result).not.toHaveProperty('isRejected');
      expect(send).toHaveBeenCalledTimes(2);
      expect(append).toHaveBeenCalledTimes(1);
    },
  );

  it('a message larger than the broker takes is not retried: its failure is `too_large`', async () => {
    send.mockImplementation(tooLarge);
    const result = await process(fail, live, { messageId: 'm1' }, LARGE);
    expect(result).toMatchObject({ kind: 'dead-letter', isRejected: true });
    const [record, source] = append.mock.calls[0] ?? [];
    expect(record).toMatchObject({ kind: 'failed', failure: { code: 'too_large' } });
    expect(record).not.toHaveProperty('retryInMs');
    expect(JSON.stringify(record)).toContain('it failed with Error: not yet');
    expect(source?.length).toBe(LARGE.length);
  });

  it('a message larger than the broker takes is processed and acked like any other', async () => {
    await expect(process(() => undefined, live, { messageId: 'm1' }, LARGE)).resolves.toEqual({
      kind: 'processed',
    });
    expect(append.mock.calls[0]?.[1]?.length).toBe(LARGE.length);
  });

  it.each([
    ['too large', tooLarge, 'answer_too_large'],
    ['not permitted', notPermitted, 'not_permitted'],
  ])('an answer that is %s is a permanent failure of its event', async (_, refusal, code) => {
    send.mockImplementationOnce(refusal);
    await expect(process(() => 'an answer', live, question)).resolves.toMatchObject({
      kind: 'dead-letter',
      failure: { code },
      countsForBreaker: false,
    });
    expect(send).toHaveBeenCalledTimes(2);
  });
});
