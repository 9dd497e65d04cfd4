import { get, nextPage, post, type RunningSystem, startSystem, waitFor } from '@warren/testing';
import { connect } from 'amqplib';
import { fittingEvent } from './fitting-event';

interface Message {
  id: string;
  tipo: string;
  payload: object;
  delivery: {
    messageId: string;
    queue: string;
    exchange: string;
    routingKey: string;
    attempt: number;
  };
}

const event = { id: 'abc123', tipo: 'CREACION', payload: { usuario: 'juan', valor: 42 } };

describe('the main job', () => {
  let system: RunningSystem;

  beforeAll(async () => {
    system = await startSystem();
  });

  afterAll(() => system.stop());

  /** The queues that processed a message, once `count` of them have. */
  async function queuesOf(messageId: unknown, count: number): Promise<string[]> {
    const story = await waitFor(`${count} queues with ${String(messageId)}`, async () => {
      const { status, body } = await get(`${system.workerUrl}/messages/${String(messageId)}`);
      if (status !== 200) return undefined;
      const { queues } = body as unknown as { queues: { queue: string; outcome: string }[] };
      const processed = queues.filter(({ outcome }) => outcome === 'processed');
      return processed.length >= count ? processed : undefined;
    });
    return story.map(({ queue }) => queue).sort();
  }

  it("takes the original system's curl and shows the event at the other end", async () => {
    const sent = await post(`${system.gatewayUrl}/send`, event);
    expect(sent).toMatchObject({
      status: 202,
      body: {
        outcome: 'confirmed',
        exchange: '',
        routingKey: 'mensajes',
        messageId: expect.any(String) as unknown,
      },
    });
    await queuesOf(sent.body.messageId, 1);
    const { body } = await get(
      `${system.workerUrl}/messages?messageId=${String(sent.body.messageId)}`,
    );
    expect(body).toEqual([
      {
        ...event,
        delivery: {
          messageId: sent.body.messageId,
          queue: 'mensajes',
          exchange: '',
          routingKey: 'mensajes',
          attempt: 1,
          publishedAt: expect.stringMatching(/^\d{4}-.*Z$/) as unknown,
          processedAt: expect.stringMatching(/^\d{4}-.*Z$/) as unknown,
          headers: { traceparent: expect.stringMatching(/^00-[0-9a-f]{32}-/) as unknown },
          outcome: 'processed',
          recordedAt: expect.stringMatching(/^\d{4}-.*Z$/) as unknown,
        },
      },
    ]);
  });

  it.each([
    ['/direct/info', undefined, ['logs.info']],
    ['/direct/warning', undefined, ['logs.warning']],
    ['/direct/error', undefined, ['logs.error']],
    ['/direct/etl.job', undefined, ['etl.jobs']],
    ['/topic/orders.eu.created', undefined, ['orders.audit', 'orders.created']],
    ['/topic/orders.eu.paid', undefined, ['orders.audit', 'orders.paid']],
    ['/topic/orders.eu.shipped', undefined, ['orders.audit', 'orders.shipped']],
    ['/topic/orders.eu.returned', undefined, ['orders.audit']],
    ['/topic/orders', undefined, ['orders.audit']],
    ['/fanout', undefined, ['notifications.email', 'notifications.push', 'notifications.sms']],
    ['/logs', undefined, ['logs.alerts', 'logs.lines']],
    ['/headers', { lang: 'es' }, ['greetings.es']],
    ['/headers', { lang: 'fr' }, ['greetings.fr']],
    ['/headers', { lang: 'en', env: 'prod' }, ['audit.important', 'greetings.en']],
    ['/headers', { priority: 'high', env: 'test' }, ['audit.important']],
  ])('brings POST %s (headers %j) to %j and no other queue', async (path, headers, queues) => {
    const sent = await post(`${system.gatewayUrl}${path}`, {
      ...fittingEvent(path),
      ...(headers && { options: { headers } }),
    });
    expect(sent.status).toBe(202);
    await queuesOf(sent.body.messageId, queues.length);
    // A message in a queue of ours that is not one of these would be processed as well: when every
    // queue is empty and nothing is being handled, all there will be is there.
    await waitFor('all queues to be empty', () => system.vhost.management.areQueuesEmpty());
    expect(await queuesOf(sent.body.messageId, queues.length)).toEqual(queues);
  });

  it.each([
    ['/direct/inf', {}],
    ['/topic/deliveries.eu', {}],
    ['/headers', { options: { headers: { lang: 'de' } } }],
  ])('answers 422 when no queue is bound for POST %s', async (path, extra) => {
    const answer = await post(`${system.gatewayUrl}${path}`, { ...event, ...extra });
    expect(answer).toMatchObject({
      status: 422,
      body: { code: 'unroutable', outcome: 'unroutable' },
    });
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
  });

  it('pages back through everything by the Link header', async () => {
    const sent: unknown[] = [];
    for (let i = 0; i < 5; i += 1) {
      const { body } = await post(`${system.gatewayUrl}/send`, { ...event, tipo: 'PAGED' });
      sent.push(body.messageId);
      await queuesOf(body.messageId, 1);
    }
    const seen: string[] = [];
    let next: string | undefined = `${system.workerUrl}/messages?tipo=PAGED&limit=2`;
    while (next !== undefined) {
      const page: Awaited<ReturnType<typeof get>> = await get(next);
      seen.unshift(
        ...(page.body as unknown as Message[]).map(({ delivery }) => delivery.messageId),
      );
      next = nextPage(next, page);
    }
    expect(seen).toEqual(sent);
  });

  it('takes a message of another client without id, content type or any property', async () => {
    const connection = await connect(system.vhost.url);
    const channel = await connection.createConfirmChannel();
    channel.sendToQueue('mensajes', Buffer.from(JSON.stringify({ ...event, id: 'from-python' })));
    await channel.waitForConfirms();
    await connection.close();
    const [message] = await waitFor('the message', async () => {
      const { body } = await get(`${system.workerUrl}/messages?id=from-python`);
      const found = body as unknown as Message[];
      return found.length > 0 ? found : undefined;
    });
    expect(message?.delivery).toMatchObject({
      messageId: expect.stringMatching(/^[0-9a-f-]{36}$/) as unknown,
      queue: 'mensajes',
      attempt: 1,
    });
  });

  it('answers 404 for a message it does not know, and 400 for a query that means nothing', async () => {
    expect(await get(`${system.workerUrl}/messages/nobody`)).toMatchObject({
      status: 404,
      body: { code: 'not_found' },
    });
    for (const query of [
      ...['limit=0', 'limit=1001', 'limit=many', 'before=-1', 'colour=red'],
      ...['text=', 'from=yesterday', 'to=1', 'outcome=lost'],
    ]) {
      expect(await get(`${system.workerUrl}/messages?${query}`)).toMatchObject({
        status: 400,
        body: { code: 'invalid_request' },
      });
    }
  });

  it('shows the declared topology, Swagger UI and an OpenAPI document on both apps', async () => {
    const topology = await get(`${system.gatewayUrl}/topology`);
    expect(topology.body).toMatchObject({
      deadLetters: { queue: 'dead-letters' },
      queues: expect.arrayContaining([
        expect.objectContaining({ name: 'etl.jobs', retryDelaysMs: [1_000, 2_000, 5_000] }),
      ]) as unknown,
    });
    for (const url of [system.gatewayUrl, system.workerUrl]) {
      expect(await get(`${url}/openapi.json`)).toMatchObject({
        status: 200,
        body: { openapi: '3.1.0' },
      });
      expect((await get(`${url}/docs`)).body.text).toContain('swagger-ui');
    }
  });

  it('accepts every example of its own documentation', async () => {
    const { body } = await get(`${system.gatewayUrl}/openapi.json`);
    const paths = Object.entries(body.paths as Record<string, { post?: DocumentedPost }>);
    const publishing = paths.flatMap(([path, { post: operation }]) =>
      // What is asked by commands is another spec's: rpc.e2e-spec.ts.
      operation && !path.startsWith('/rpc/') ? [{ path, operation }] : [],
    );
    expect(publishing).toHaveLength(7);
    for (const { path, operation } of publishing) {
      const keys = operation.parameters.find(({ name }) => name === 'routingKey')?.examples;
      const examples = Object.entries(operation.requestBody.content['application/json'].examples);
      expect(examples.length).toBeGreaterThan(0);
      for (const [name, { value }] of examples) {
        const key = String((keys?.[name] ?? keys?.['works'])?.value);
        const url = `${system.gatewayUrl}${path.replace('{routingKey}', key)}`;
        const { status, body: answer } = await post(url, value);
        expect(status).toBe(path === '/batch' ? 200 : 202);
        expect(JSON.stringify(answer)).not.toContain('problem');
      }
    }
  });
});

interface DocumentedPost {
  parameters: { name: string; examples?: Record<string, { value: string }> }[];
  requestBody: {
    content: { 'application/json': { examples: Record<string, { value: unknown }> } };
  };
}
