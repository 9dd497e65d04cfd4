import { post, startSystem, type RunningSystem } from '@warren/testing';
import { connect, type Channel, type ChannelModel } from 'amqplib';

describe('an event without options', () => {
  let system: RunningSystem;
  let connection: ChannelModel;
  let channel: Channel;

  beforeAll(async () => {
    system = await startSystem();
    connection = await connect(system.vhost.url);
    channel = await connection.createChannel();
  });

  afterAll(async () => {
    await connection.close();
    await system.stop();
  });

  it.each([
    ['{ "tipo": "T",\n  "id": "e\\u0031", "payload": { "n": 1.50 } }', undefined],
    ['{"id":"é","tipo":"T","payload":{"at":"10:30","a":[{"b":1},{"b":2}]}}', undefined],
    [
      '{"id":"e1", "id":"e2","tipo":"T","payload":{"a":1,"a":2}}',
      '{"id":"e2","tipo":"T","payload":{"a":2}}',
    ],
    [
      '{"id":"e1", "tipo":"T","payload":{"n":12345678901234567890}}',
      '{"id":"e1","tipo":"T","payload":{"n":12345678901234567000}}',
    ],
    ['{"id":"e1", "tipo":"T","payload":{}}\n', '{"id":"e1","tipo":"T","payload":{}}'],
    ['{"id":"e1", "tipo":"T","payload":{},"options":null}', '{"id":"e1","tipo":"T","payload":{}}'],
    ['\ufeff{"id":"e1", "tipo":"T","payload":{}}', '{"id":"e1","tipo":"T","payload":{}}'],
  ])(
    'goes on as it was written, or as it was read where readers may differ: %j',
    async (text, written) => {
      const { queue } = await channel.assertQueue('', { exclusive: true });
      await channel.bindQueue(queue, 'events.direct', 'spy3');
      expect(await post(`${system.gatewayUrl}/direct/spy3`, text)).toMatchObject({ status: 202 });
      const message = await channel.get(queue, { noAck: true });
      expect(message && message.content.toString()).toBe(written ?? text);
      await channel.deleteQueue(queue);
    },
  );

  it('has the same message id under one key however it is written', async () => {
    const key = { 'idempotency-key': 'written-1' };
    const texts = [
      '{"id":"e1","tipo":"T","payload":{"n":1}}',
      '{"id":"e1", "tipo":"T", "payload":{"n":1.0}}',
    ];
    const ids = [];
    for (const text of texts) {
      const { status, body } = await post(`${system.gatewayUrl}/send`, text, undefined, key);
      ids.push([status, body.messageId]);
    }
    expect(ids[0]).toEqual([202, expect.any(String)]);
    expect(ids[1]).toEqual(ids[0]);
  });
});
