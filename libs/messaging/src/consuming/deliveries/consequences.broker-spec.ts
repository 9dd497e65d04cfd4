import { headers as names } from '@warren/model';
import { waitFor } from '@warren/testing';
import { ConsumingHarness, event } from '../consuming.harness';
import { PermanentError } from '../../messages/handler-errors';

describe('the consequence of a failure', () => {
  let harness: ConsumingHarness;

  beforeEach(async () => {
    harness = await ConsumingHarness.start();
  });

  afterEach(() => harness.stop());

  it.each([
    ['headers that leave no room for ours', { lang: 'es', big: 'x'.repeat(62 * 1_024) }],
    [
      'a time beyond what a number holds',
      { lang: 'es', t: { '!': 'timestamp', value: 2n ** 64n - 1n } },
    ],
    ['an original exchange of any length', { lang: 'es', [names.exchange]: 'x'.repeat(60_000) }],
  ])('is safe for a message with %s (I7)', async (_, headers) => {
    harness.handle.mockImplementation(() => {
      throw new Error('never works');
    });
    await harness.publish('first', event('1'), { messageId: 'm1', headers });
    const letter = await harness.deadLetter();
    expect(letter).toMatchObject({ id: 'm1', body: event('1') });
    expect(letter.headers).toMatchObject({
      lang: 'es',
      [names.attempt]: 3,
      [names.failureMessage]: 'never works',
      [names.exchange]: '',
    });
    expect(harness.handle).toHaveBeenCalledTimes(3);
  });

  it('is confirmed when the dead-letter queue was deleted (I7)', async () => {
    await harness.channel.deleteQueue('dead');
    harness.handle.mockImplementation(() => {
      throw new PermanentError('no');
    });
    await harness.publish('first', event('1'), { messageId: 'm1' });
    await waitFor('the queue', async () =>
      (await harness.vhost.management.queues()).some(({ name }) => name === 'dead'),
    );
    expect(await harness.deadLetter()).toMatchObject({ id: 'm1' });
    expect(harness.handle).toHaveBeenCalledTimes(1);
  });

  it('turns readiness red while it cannot be confirmed, and green when it is', async () => {
    const { handle, journal, readiness } = harness;
    journal.isBroken = true;
    await harness.publish('first', event('1'));
    await waitFor('readiness to be red', () => !readiness.report().ready);
    expect(readiness.report().checks).toMatchObject({
      broker: { ok: true },
      consumers: {
        ok: false,
        detail:
          'deliveries whose consequence cannot be confirmed: 1; held until one can: first, second',
      },
    });
    journal.isBroken = false;
    await waitFor('readiness to be green', () => readiness.report().ready);
    expect(journal.records).toHaveLength(1);
    expect(handle).toHaveBeenCalledTimes(1);
  });

  it('is none when the network failed while the handler ran: the message is new again (I4)', async () => {
    const { handle, journal, publisher } = harness;
    let fail = (): void => undefined;
    handle.mockImplementationOnce(
      () => new Promise<void>((_, reject) => (fail = () => reject(new Error('too late')))),
    );
    await harness.publish('first', event('1'), { messageId: 'm1' });
    await waitFor('the handler', () => handle.mock.calls.length === 1);
    harness.cut();
    await waitFor('the second delivery', () => harness.first.inFlight === 2);
    await harness.ready();
    const send = jest.spyOn(publisher, 'send');
    fail();
    await waitFor('it to be handled', () => journal.records.length === 1);
    await harness.publish('first', event('2'));
    await waitFor('the next record', () => journal.records.length === 2);
    expect(send).not.toHaveBeenCalled();
    expect(handle.mock.calls.map(([, { attempt }]) => attempt)).toEqual([1, 1, 1]);
  });
});
