import { headers as names } from '@warren/model';
import { waitFor } from '@warren/testing';
import { ConsumingHarness, event } from '../consuming/consuming.harness';

/** The rows are those of the fault matrix in docs/message-loss.md. */
describe('a handler that fails', () => {
  let harness: ConsumingHarness;

  afterEach(() => harness.stop());

  it.each([
    ['throws', () => failWith(new TypeError('at once')), 'TypeError', 'at once'],
    ['rejects', () => Promise.reject(new RangeError('later')), 'RangeError', 'later'],
    // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors
    ['rejects with a text', () => Promise.reject('just words'), 'unknown', 'just words'],
    ['throws nothing at all', () => failWith(undefined), 'unknown', 'no message'],
    [
      'never resolves',
      () => new Promise<void>(() => undefined),
      'handler_timeout',
      'the handler did not end within 200 ms',
    ],
  ])('and %s is tried again after each delay, then dead-lettered (row 24)', async (...row) => {
    const [, fail, code, message] = row;
    harness = await ConsumingHarness.start({ concurrency: 1, timeLimitMs: 200 });
    const { handle, journal } = harness;
    handle.mockImplementation(({ id }) => (id === '1' ? fail() : undefined));
    await harness.publish('first', event('1'), { messageId: 'm1' });
    await harness.publish('first', event('2'), { messageId: 'm2' });
    // There is one slot, and the first message gives it back.
    await waitFor('the next message', () => journal.idsOf('first').includes('m2'));
    const letter = await harness.deadLetter();
    expect(letter).toMatchObject({
      id: 'm1',
      headers: {
        [names.attempt]: 3,
        [names.failureCode]: code,
        [names.failureMessage]: message,
      },
    });
    const attempts = handle.mock.calls.filter(([{ id }]) => id === '1').map(([, d]) => d.attempt);
    expect(attempts).toEqual([1, 2, 3]);
    expect(journal.idsOf('first')).toEqual(['m2']);
    // The copy is in its queue a moment before this worker knows it.
    await waitFor('the first to be settled', () => harness.first.inFlight === 0);
    const counts = { processed: 1, duplicates: 0, retried: 2, deadLettered: 1 };
    expect(harness.first.counts).toMatchObject(counts);
  });

  it.each(['resolves', 'rejects'] as const)(
    'to end in time and %s later is aborted, and its late result is ignored (row 24)',
    async (way) => {
      harness = await ConsumingHarness.start({ concurrency: 1, timeLimitMs: 200 });
      const { handle, journal, publisher } = harness;
      let end = (): void => undefined;
      let signal: AbortSignal | undefined;
      handle.mockImplementationOnce((_event, _delivery, given) => {
        signal = given;
        return new Promise<void>((resolve, reject) => {
          end = () => (way === 'resolves' ? resolve() : reject(new Error('too late')));
        });
      });
      const send = jest.spyOn(publisher, 'send');
      await harness.publish('first', event('1'), { messageId: 'm1' });
      await waitFor('the second attempt', () => journal.records.length === 1);
      expect(signal?.aborted).toBe(true);
      end();
      await harness.publish('first', event('2'), { messageId: 'm2' });
      await waitFor('the next record', () => journal.records.length === 2);
      expect(journal.records.map(({ delivery }) => delivery)).toMatchObject([
        { messageId: 'm1', attempt: 2 },
        { messageId: 'm2', attempt: 1 },
      ]);
      expect(send).toHaveBeenCalledTimes(1);
      expect(await harness.depth('dead')).toBe(0);
    },
  );
});

function failWith(value: unknown): never {
  throw value;
}
