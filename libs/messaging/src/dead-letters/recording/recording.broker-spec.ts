import { headers as names } from '@warren/model';
import { waitFor } from '@warren/testing';
import { event } from '../../consuming/consuming.harness';
import { PermanentError } from '../../messages/handler-errors';
import { DeadLettersHarness } from '../dead-letters.broker.harness';

describe('a message in the dead-letter queue', () => {
  let harness: DeadLettersHarness;

  afterEach(() => harness.stop());

  async function start(...given: Parameters<typeof DeadLettersHarness.start>): Promise<void> {
    harness = await DeadLettersHarness.start(...given);
  }

  const options = { messageId: 'm1', correlationId: 'c1', headers: { lang: 'es' } };

  it('is recorded with what failed, and the route it first had, and then acked (I2, I7)', async () => {
    await start();
    const { consuming } = harness;
    consuming.handle.mockImplementation(() => {
      throw new PermanentError('unknown_source', "no source 'crm-7'");
    });
    await consuming.publish('both', event('1'), options);
    const [letter] = await harness.untilRecorded(1);
    expect(letter).toMatchObject({
      messageId: 'm1',
      queue: 'first',
      cause: 'failed',
      failure: { code: 'unknown_source', message: "no source 'crm-7'" },
      handler: 'First.run',
      attempt: 1,
      redrives: 0,
      exchange: 'e.direct',
      routingKey: 'both',
      correlationId: 'c1',
      headers: { lang: 'es' },
      body: event('1'),
    });
    expect(await harness.recordedAgain()).toEqual([]);
  });

  it.each<[string, number, () => Promise<unknown>]>([
    ['rejected', 10, () => waitFor('it', () => harness.reject())],
    ['expired', 10, () => Promise.resolve()],
    [
      'delivery_limit',
      1,
      () =>
        waitFor('the limit', async () => {
          await harness.loseDelivery();
          return harness.recorded.length === 1;
        }),
    ],
  ])('is recorded as %s by the word of the broker, with its route', async (cause, limit, die) => {
    await start({ deliveryLimit: limit });
    const { consuming } = harness;
    await consuming.operations.pause('first');
    const expiration = cause === 'expired' ? { expiration: '50' } : {};
    await consuming.publish('both', event('1'), { ...options, ...expiration });
    await die();
    const [letter] = await harness.untilRecorded(1);
    expect(letter).toMatchObject({
      messageId: 'm1',
      queue: 'first',
      cause,
      failure: { code: cause },
      attempt: 1,
      exchange: 'e.direct',
      routingKey: 'both',
      headers: { lang: 'es' },
    });
    expect(await harness.recordedAgain()).toEqual([]);
  });

  it('that failed, was tried again and then hit the delivery limit did not fail last', async () => {
    await start({ deliveryLimit: 1 });
    const { consuming } = harness;
    consuming.handle.mockImplementation(async () => {
      await consuming.operations.pause('first');
      throw new Error('not yet');
    });
    await consuming.publish('both', event('1'), options);
    await waitFor('the limit', async () => {
      if (consuming.handle.mock.calls.length > 0) await harness.loseDelivery();
      return harness.recorded.length === 1;
    });
    expect(harness.recorded[0]).toMatchObject({
      cause: 'delivery_limit',
      queue: 'first',
      attempt: 2,
      exchange: 'e.direct',
      routingKey: 'both',
    });
  });

  it('is recorded as maxlen from a queue that drops what it has no room for', async () => {
    await start();
    const { channel } = harness.consuming;
    await channel.assertQueue('foreign', {
      arguments: { 'x-max-length': 1, 'x-dead-letter-exchange': 'dead' },
    });
    for (const messageId of ['m1', 'm2']) {
      channel.sendToQueue('foreign', Buffer.from('{}'), { messageId });
    }
    const [letter] = await harness.untilRecorded(1);
    expect(letter).toMatchObject({ messageId: 'm1', cause: 'maxlen', queue: 'foreign' });
  });

  it('may be anything that another client sent there', async () => {
    await start();
    const { channel } = harness.consuming;
    const bytes = Buffer.from([0xff, 0xfe, 0]);
    const rubbish = { [names.attempt]: 'many', [names.queue]: { a: [1] }, 'x-death': 'often' };
    channel.publish('dead', '', bytes);
    channel.publish('dead', 'nowhere', Buffer.alloc(0), { headers: rubbish });
    channel.publish('dead', 'first', Buffer.from('[]'), {
      messageId: 'm3',
      type: '\ufffd'.repeat(85),
      headers: { big: 'x'.repeat(60_000) },
    });
    await channel.waitForConfirms();
    const letters = await harness.untilRecorded(3);
    expect(letters.map(({ body, cause }) => [cause, body])).toEqual([
      ['rejected', bytes.toString('base64')],
      ['rejected', ''],
      ['rejected', '[]'],
    ]);
    expect(new Set(letters.map(({ messageId }) => messageId)).size).toBe(3);
    expect(await harness.recordedAgain()).toEqual([]);
  });
});
