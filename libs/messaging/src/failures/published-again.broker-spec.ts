import { headers as names } from '@warren/model';
import { waitFor } from '@warren/testing';
import { ConsumingHarness, event, type DeadLetter } from '../consuming/consuming.harness';
import { PermanentError } from '../messages/handler-errors';

/** What RabbitMQ writes on a message that it dead-letters, and by which it knows a cycle. */
const DEATH_HEADERS = /^x-(death|(first|last)-death-.*)$/;

/** The row is that of the fault matrix in docs/message-loss.md. */
describe('a dead letter that is published to its queue again, and fails again,', () => {
  let harness: ConsumingHarness;

  beforeEach(async () => {
    harness = await ConsumingHarness.start();
  });

  afterEach(() => harness.stop());

  type Keep = (headers: DeadLetter['headers']) => DeadLetter['headers'];

  const WAYS: [string, Keep][] = [
    ['with its death headers', (headers) => headers],
    [
      'without its death headers',
      (headers) =>
        Object.fromEntries(Object.entries(headers).filter(([name]) => !DEATH_HEADERS.test(name))),
    ],
  ];

  it.each(WAYS)('%s, comes back when the broker dead-lettered it (row 38)', async (_, keep) => {
    const { handle, operations } = harness;
    // It expires, which is what RabbitMQ's rule against cycles is about: no consumer rejected it.
    await operations.pause('first');
    const send = (headers: object): Promise<void> =>
      harness.publish('first', event('1'), { messageId: 'm1', expiration: '50', headers });
    await send({ lang: 'es' });
    for (let round = 1; round <= 3; round += 1) {
      const letter = await harness.deadLetter();
      expect(letter).toMatchObject({ id: 'm1', body: event('1'), headers: { lang: 'es' } });
      expect(letter.headers['x-death']).toMatchObject([{ queue: 'first', reason: 'expired' }]);
      await send(keep(letter.headers));
    }
    const last = await harness.deadLetter();
    // By way of the stages, which dead-letter too, and then by a copy of ours.
    handle.mockImplementation(() => Promise.reject(new Error('never works')));
    await operations.resume('first');
    await harness.publish('first', event('1'), { messageId: 'm1', headers: keep(last.headers) });
    const letter = await harness.deadLetter();
    expect(letter).toMatchObject({ id: 'm1', headers: { [names.attempt]: 3, lang: 'es' } });
    expect(handle.mock.calls.map(([, { attempt }]) => attempt)).toEqual([1, 2, 3]);
  });

  it.each(WAYS)('%s, comes back when we dead-lettered it (row 38)', async (_, keep) => {
    const { handle } = harness;
    handle.mockImplementation(() => Promise.reject(new Error('never works')));
    await harness.publish('first', event('1'), { messageId: 'm1', headers: { lang: 'es' } });
    for (let round = 1; round <= 2; round += 1) {
      const letter = await harness.deadLetter();
      expect(letter).toMatchObject({ id: 'm1', headers: { [names.attempt]: 3, lang: 'es' } });
      const headers = { ...keep(letter.headers), [names.attempt]: 1 };
      await harness.publish('first', event('1'), { messageId: 'm1', headers });
    }
    await harness.deadLetter();
    expect(handle.mock.calls.map(([, { attempt }]) => attempt)).toEqual([
      1, 2, 3, 1, 2, 3, 1, 2, 3,
    ]);
    // Its budget is spent: with the attempts it had it is dead-lettered at its next failure.
    await harness.publish('first', event('1'), {
      messageId: 'm1',
      headers: { [names.attempt]: 3 },
    });
    await harness.deadLetter();
    expect(handle).toHaveBeenCalledTimes(10);
  });

  it('and works this time, is processed once and for all (row 38)', async () => {
    const { handle, journal } = harness;
    handle.mockImplementationOnce(() => Promise.reject(new PermanentError('not yet')));
    await harness.publish('first', event('1'), { messageId: 'm1' });
    const { headers } = await harness.deadLetter();
    // Pressed twice.
    for (let times = 1; times <= 2; times += 1) {
      await harness.publish('first', event('1'), { messageId: 'm1', headers });
    }
    await waitFor('the second to be absorbed', () => harness.first.counts.duplicates === 1);
    expect(journal.idsOf('first')).toEqual(['m1']);
    expect(handle).toHaveBeenCalledTimes(2);
  });
});
