import { onRabbit4, publishAmqp1, waitFor } from '@warren/testing';
import { ConsumingHarness } from '../consuming.harness';

onRabbit4('a message of AMQP 1.0 that asks for a direct reply', () => {
  let harness: ConsumingHarness;

  beforeEach(async () => {
    harness = await ConsumingHarness.start();
  });

  afterEach(() => harness.stop());

  it('is retried and dead-lettered as any other, and never takes down the channel of its copies (I15)', async () => {
    const send = jest.spyOn(harness.publisher, 'send');
    harness.handle.mockImplementation(() => Promise.reject(new Error('no')));
    await publishAmqp1(harness.vhost, 'first', 3, {}, { reply_to: 'amq.rabbitmq.reply-to' });
    await waitFor('the dead letters', async () => (await harness.depth('dead')) === 3);
    const outcomes = await Promise.all(send.mock.results.map(({ value }) => value as unknown));
    expect(outcomes).toEqual(outcomes.map(() => ({ kind: 'confirmed' })));
    expect(outcomes.length).toBeGreaterThanOrEqual(6);
    expect(harness.readiness.report().ready).toBe(true);
  });
});
