import { get, post, startSystem, waitFor, type RunningSystem } from '@warren/testing';
import { connect, type Channel, type ChannelModel } from 'amqplib';

describe('an event, as it was written,', () => {
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
    'is passed on as it was written, or as it was read where readers may differ: %j',
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

  it('is not sent when a queue is bound to refuse it: no other has it, and there is no dead letter', async () => {
    const { queue } = await channel.assertQueue('', { exclusive: true });
    await channel.bindQueue(queue, 'events.topic', 'orders.#');
    const path = '/topic/orders.eu.created';
    const send = (to: string, sent: object): ReturnType<typeof post> =>
      post(`${system.gatewayUrl}${to}`, sent);
    const good = { id: 'contract', tipo: 'ORDER_CREATED', payload: { total: 9 } };
    const bad = { ...good, payload: { total: -9, card: 4 } };
    const errors = [
      { pointer: '/payload/total', detail: 'total must be a positive number' },
      { pointer: '/payload/card', detail: 'card must be shorter than or equal to 64 characters' },
      { pointer: '/payload/card', detail: 'card must be a string' },
    ].map((each) => ({ queue: 'orders.created', ...each }));
    const violated = {
      code: 'contract_violated',
      errors: expect.arrayContaining(errors) as unknown,
    };
    for (const options of [{}, { deliverAfter: 60_000 }, { deliverAfter: 0, mandatory: false }]) {
      expect(await send(path, { ...bad, options })).toMatchObject({
        status: 422,
        body: violated,
      });
    }
    expect((await send(`${path}?dryRun=true`, bad)).body).toMatchObject({
      queues: ['orders.audit', 'orders.created'],
      violations: expect.arrayContaining(errors) as unknown,
    });
    const entry = { exchange: 'topic', routingKey: 'orders.eu.created' };
    const lines = [good, { ...good, tipo: 'OTHER' }, good].map((each) =>
      JSON.stringify({ ...entry, event: each }),
    );
    const url = `${system.gatewayUrl}/batch`;
    const { body } = await post(url, lines.join('\n'), 'application/x-ndjson');
    const results = String(body.text).trim().split('\n');
    expect(results.map((each) => JSON.parse(each) as unknown)).toEqual([
      expect.objectContaining({ index: 0, outcome: 'confirmed' }),
      {
        index: 1,
        outcome: 'invalid',
        problem: expect.objectContaining({
          code: 'contract_violated',
          errors: [
            {
              queue: 'orders.created',
              pointer: '/event/tipo',
              detail: 'tipo must be equal to ORDER_CREATED',
            },
          ],
        }) as unknown,
      },
      expect.objectContaining({ index: 2, outcome: 'confirmed' }),
    ]);
    // What follows from the two is there too, and all of it is for orders that are good.
    await waitFor('all other queues to be empty', () =>
      system.vhost.management.areQueuesEmpty([queue]),
    );
    const seen: string[] = [];
    for (let next; (next = await channel.get(queue, { noAck: true }));) {
      seen.push(next.content.toString());
    }
    expect(seen.filter((each) => each === JSON.stringify(good))).toHaveLength(2);
    expect(seen.filter((each) => /-9|OTHER/.test(each))).toEqual([]);
    expect((await get(`${system.workerUrl}/dead-letters?state=any`)).body).toEqual([]);
    expect((await get(`${system.workerUrl}/scheduled`)).body).toMatchObject({ hours: [] });
  });
});
