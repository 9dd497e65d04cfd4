import { eachOf, get, post, startSystem, waitFor, type RunningSystem } from '@warren/testing';
import { connect, type Channel, type ChannelModel } from 'amqplib';

const event = { id: 'e1', tipo: 'T', payload: { a: 1 } };

describe('what a producer can say', () => {
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

  const publish = (
    path: string,
    body: object,
    headers: Record<string, string> = {},
  ): ReturnType<typeof post> =>
    post(`${system.gatewayUrl}${path}`, body, 'application/json', headers);

  it('reaches the broker as AMQP properties, and what the gateway sets beside it', async () => {
    const { queue } = await channel.assertQueue('', { exclusive: true });
    await channel.bindQueue(queue, 'events.direct', 'spy');
    const options = {
      headers: { lang: 'es', n: 5, yes: true },
      correlationId: 'c-1',
      replyTo: 'respuestas',
      expiration: 60_000,
      priority: 7,
      persistent: false,
    };
    const traceparent = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`;
    const { body } = await publish('/direct/spy', { ...event, options }, { traceparent });
    const message = await channel.get(queue, { noAck: true });
    if (!message) throw new Error('nothing arrived');
    expect(JSON.parse(message.content.toString())).toEqual(event);
    expect(message.properties).toMatchObject({
      messageId: body.messageId,
      correlationId: 'c-1',
      replyTo: 'respuestas',
      expiration: '60000',
      priority: 7,
      deliveryMode: 1,
      contentType: 'application/json',
      appId: 'warren',
      type: 'T',
      timestamp: expect.any(Number) as unknown,
      headers: {
        ...options.headers,
        traceparent: expect.stringMatching(/^00-a{32}-[0-9a-f]{16}-01$/) as unknown,
      },
    });
  });

  it('is persistent and part of a new trace unless said otherwise', async () => {
    const { queue } = await channel.assertQueue('', { exclusive: true });
    await channel.bindQueue(queue, 'events.direct', 'spy2');
    await publish('/direct/spy2', event, { traceparent: 'nonsense' });
    const message = await channel.get(queue, { noAck: true });
    if (!message) throw new Error('nothing arrived');
    expect(message.properties.deliveryMode).toBe(2);
    expect(message.properties.headers?.traceparent).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
  });

  it('is taken with options that are null, as if there were none', async () => {
    const body = { ...event, options: null };
    expect(await publish('/send', body)).toMatchObject({ status: 202 });
    expect(await publish('/send?dryRun=true', body)).toMatchObject({ status: 200 });
  });

  it('answers 202 for an unroutable event only when it need not reach a queue', async () => {
    expect(await publish('/direct/nowhere', event)).toMatchObject({ status: 422 });
    const optional = { ...event, options: { mandatory: false } };
    expect(await publish('/direct/nowhere', optional)).toMatchObject({ status: 202 });
  });

  it.each([
    ['/direct/inf', {}, 'no queue is bound to `events.direct` for `inf`; near: `info`'],
    ['/topic/order.eu.created', {}, '`orders.*.created`'],
    ['/headers', { options: { headers: { lang: 'de' } } }, '`lang=es`'],
  ])('names the nearest bindings when no queue is bound for %s', async (path, extra, words) => {
    const { status, body } = await publish(path, { ...event, ...extra });
    expect(status).toBe(422);
    expect(body.detail).toContain(words);
  });

  it('shows with dryRun where the event would go, and sends nothing', async () => {
    const topic = await publish('/topic/orders.eu.created?dryRun=true', { ...event, id: 'dry' });
    expect(topic).toMatchObject({
      status: 200,
      body: {
        queues: ['orders.audit', 'orders.created'],
        bindings: [
          { queue: 'orders.created', exchange: 'events.topic', routingKey: 'orders.*.created' },
          { queue: 'orders.audit', exchange: 'events.topic', routingKey: 'orders.#' },
        ],
      },
    });
    for (const [path, queues] of [
      ['/send', ['mensajes']],
      ['/direct/nowhere', []],
      ['/fanout', ['notifications.email', 'notifications.push', 'notifications.sms']],
    ] as const) {
      expect((await publish(`${path}?dryRun=true`, { ...event, id: 'dry' })).body.queues).toEqual(
        queues,
      );
    }
    await publish('/send', { ...event, id: 'marker' });
    await waitFor('the marker', async () => {
      const { body } = await get(`${system.workerUrl}/messages?id=marker`);
      return (body as unknown as unknown[]).length === 1;
    });
    expect((await get(`${system.workerUrl}/messages?id=dry`)).body).toEqual([]);
  });

  it('gives a repeat with the same Idempotency-Key the same answer, and one effect', async () => {
    const key = { 'idempotency-key': 'order-1' };
    const body = { ...event, tipo: 'IDEMPOTENT' };
    const first = await publish('/direct/info', body, key);
    const second = await publish('/direct/info', body, key);
    expect(second).toMatchObject({ status: 202, body: first.body });
    expect(await publish('/direct/info', { ...body, id: 'other' }, key)).toMatchObject({
      status: 422,
      body: { code: 'idempotency_key_reused' },
    });
    expect((await publish('/direct/error', body, key)).status).toBe(422);
    await publish('/direct/info', { ...event, id: 'after' });
    await waitFor('the last event', async () => {
      const { body: found } = await get(`${system.workerUrl}/messages?id=after`);
      return (found as unknown as unknown[]).length === 1;
    });
    const { body: kept } = await get(`${system.workerUrl}/messages?tipo=IDEMPOTENT`);
    expect(kept).toHaveLength(1);
  });

  it('answers 409 while the first request with a key still runs', async () => {
    const key = { 'idempotency-key': 'at-once' };
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => publish('/direct/info', event, key)),
    );
    const statuses = answers.map(({ status }) => status);
    expect(statuses).toContain(202);
    expect(statuses.every((status) => status === 202 || status === 409)).toBe(true);
    const ids = answers.filter(({ status }) => status === 202).map(({ body }) => body.messageId);
    expect(new Set(ids).size).toBe(1);
    for (const { status, headers } of answers) {
      expect(headers.get('retry-after')).toBe(status === 409 ? '1' : null);
    }
  });

  it('serves a higher priority first', async () => {
    const spy = await connect(system.vhost.url);
    await system.worker.stop('SIGTERM');
    for (const priority of [0, 3, 9, 1]) {
      const payload = { job: 'any' };
      const body = { ...event, payload, options: { priority } };
      const sent = await publish('/direct/job.priority', body);
      expect(sent.status).toBe(202);
    }
    const reader = await spy.createChannel();
    const seen: unknown[] = [];
    for (let i = 0; i < 4; i += 1) {
      const message = await reader.get('jobs.priority', { noAck: true });
      seen.push(message && message.properties.priority);
    }
    await spy.close();
    expect(seen).toEqual([9, 3, 1, 0]);
  });

  it('makes an expired event a dead letter with the reason expired', async () => {
    // The worker is stopped, so the event waits in its queue until its time is over.
    const { body } = await publish('/send', { ...event, options: { expiration: 50 } });
    const letter = await waitFor('the dead letter', async () => {
      const letters = await system.vhost.management.peek('dead-letters', 10);
      return letters.find(({ properties }) => properties.message_id === body.messageId);
    });
    expect(letter.properties.headers).toMatchObject({
      'x-first-death-reason': 'expired',
      'x-first-death-queue': 'mensajes',
    });
  });

  it('confirms many at once, each with its own outcome', async () => {
    const answers = await eachOf(
      Array.from({ length: 400 }, (_, n) => n),
      64,
      (n) => publish(n % 2 ? '/direct/nowhere' : '/direct/info', { ...event, id: String(n) }),
    );
    expect(answers.map(({ status }) => status)).toEqual(answers.map((_, n) => (n % 2 ? 422 : 202)));
  });
});
