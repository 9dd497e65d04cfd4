import { join } from 'node:path';
import { queues, topology } from '@warren/contracts';
import {
  AppProcess,
  createVhost,
  get,
  post,
  TcpProxy,
  waitFor,
  type Answer,
  type Vhost,
} from '@warren/testing';
import { connect, type Channel, type ChannelModel } from 'amqplib';
import { curlsUnder, runCurl } from './page-commands';

const HOLD_HANDLER = join(__dirname, 'hold-handler.js');
const NAMES = topology.queues.map(({ name }) => name);
const MENSAJES = queues.mensajes.name;
const NONE = {
  ...{ processed: 0, duplicates: 0, retried: 0, deadLettered: 0 },
  ...{ unreadable: 0, undeliverable: 0 },
};

describe('operating consumers', () => {
  let vhost: Vhost;
  /** The network between the worker and the broker. */
  let network: TcpProxy;
  let gateway: AppProcess;
  let worker: AppProcess;
  let gatewayUrl: string;
  let consumersUrl: string;
  let workerUrl: string;
  let connection: ChannelModel;
  let channel: Channel;

  beforeAll(async () => {
    vhost = await createVhost();
    network = await TcpProxy.start(vhost.url);
    gateway = AppProcess.start('gateway', { RABBITMQ_URL: vhost.url });
    worker = AppProcess.start('worker', {
      RABBITMQ_URL: network.url,
      NODE_OPTIONS: `--require ${HOLD_HANDLER}`,
    });
    [gatewayUrl, workerUrl] = await Promise.all([gateway.ready(), worker.ready()]);
    consumersUrl = `${workerUrl}/consumers`;
    connection = await connect(vhost.url);
    channel = await connection.createChannel();
  });

  afterAll(async () => {
    await connection.close();
    await Promise.all([gateway.stop(), worker.stop()]);
    await network.close();
    await vhost.remove();
  });

  async function send(tipo: string, count: number): Promise<void> {
    for (let n = 0; n < count; n += 1) {
      const { status } = await post(`${gatewayUrl}/send`, { id: String(n), tipo, payload: {} });
      expect(status).toBe(202);
    }
  }

  async function processedOf(tipo: string): Promise<number> {
    return ((await get(`${workerUrl}/messages?tipo=${tipo}`)).body as unknown as unknown[]).length;
  }

  /** What the broker itself says: messages that no consumer holds, and consumers. */
  const onBroker = (): Promise<{ messageCount: number; consumerCount: number }> =>
    channel.checkQueue(MENSAJES);

  it('shows every queue with its handler, and what became of its deliveries', async () => {
    const { body } = await get(consumersUrl);
    const list = body as unknown as { queue: string; state: string }[];
    expect(list.map(({ queue }) => queue)).toEqual([...NAMES].sort());
    expect(list.filter(({ state }) => state !== 'attached')).toEqual([]);

    await send('COUNTED', 2);
    await waitFor('both to be counted', async () => {
      const { counts } = (await get(`${consumersUrl}/${MENSAJES}`)).body;
      return (counts as { processed: number }).processed === 2;
    });
    expect((await get(`${consumersUrl}/${MENSAJES}`)).body).toEqual({
      queue: MENSAJES,
      handler: 'MensajesHandler.receive',
      state: 'attached',
      unavailable: null,
      isProbing: false,
      prefetch: queues.mensajes.prefetch,
      concurrency: queues.mensajes.concurrency,
      inFlight: 0,
      ratePerSecond: expect.any(Number) as unknown,
      counts: { ...NONE, processed: 2 },
      lastError: null,
    });
  });

  it('pauses one queue, which outlives a lost connection, and resumes it', async () => {
    expect(await order('POST', `${MENSAJES}/pause`)).toMatchObject({
      status: 200,
      body: { queue: MENSAJES, state: 'paused' },
    });
    expect((await onBroker()).consumerCount).toBe(0);
    await send('PAUSED', 3);
    await expectPaused();

    network.mode = 'refuse';
    network.cut();
    await waitFor('the loss', async () => (await get(`${workerUrl}/readyz`)).status === 503);
    network.mode = 'pass';
    await worker.ready();
    await expectPaused();

    expect(await order('POST', `${MENSAJES}/resume`)).toMatchObject({
      status: 200,
      body: { queue: MENSAJES, state: 'attached' },
    });
    await waitFor('the three to be processed', async () => (await processedOf('PAUSED')) === 3);
    // The subscription it began with gives way to that of its whole prefetch.
    await waitFor('one consumer', async () => (await onBroker()).consumerCount === 1);
    expect((await onBroker()).messageCount).toBe(0);
    expect(await consumersCheck()).toBe(`${NAMES.length} attached`);
  });

  /** Three wait in the queue, the others are consumed, and the process is ready and says so. */
  async function expectPaused(): Promise<void> {
    expect(await consumersCheck()).toBe(`${NAMES.length - 1} attached; paused: ${MENSAJES}`);
    await waitFor('three to wait', async () => (await onBroker()).messageCount === 3);
    expect((await onBroker()).consumerCount).toBe(0);
    expect(await processedOf('PAUSED')).toBe(0);
    expect((await get(`${consumersUrl}/${MENSAJES}`)).body.state).toBe('paused');
  }

  async function consumersCheck(): Promise<string | undefined> {
    const { body, status } = await get(`${workerUrl}/readyz?verbose`);
    expect(status).toBe(200);
    return (body as { checks?: { consumers: { detail: string } } }).checks?.consumers.detail;
  }

  it('is operated by the curls of docs/operating.md as they are printed', async () => {
    const answers: unknown[] = [];
    for (const curl of curlsUnder('operating.md', '## Consumers')) {
      answers.push(await runCurl(curl, { gatewayUrl, workerUrl }));
    }
    expect(answers).toMatchObject([
      NAMES.map(() => ({ state: 'attached' })),
      { queue: MENSAJES, state: 'paused' },
      { queue: MENSAJES, state: 'attached' },
      { queue: MENSAJES, state: 'attached', prefetch: 20 },
    ]);
  });

  it('holds as many deliveries as its prefetch, and the broker keeps the others', async () => {
    expect(await order('PATCH', MENSAJES, { prefetch: 2 })).toMatchObject({
      status: 200,
      body: { queue: MENSAJES, state: 'attached', prefetch: 2 },
    });
    await send('HOLD', 7);
    await waitFor('two to be held', async () => (await inFlight()) === 2);
    await waitFor('five to wait', async () => (await onBroker()).messageCount === 5);

    await order('PATCH', MENSAJES, { prefetch: 4 });
    await waitFor('four to be held', async () => (await inFlight()) === 4);
    // The broker counts for each subscription: this one has four of its own beside the two.
    await waitFor('one to wait', async () => (await onBroker()).messageCount === 1);
    expect(await inFlight()).toBe(4);
  });

  async function inFlight(): Promise<unknown> {
    return (await get(`${consumersUrl}/${MENSAJES}`)).body.inFlight;
  }

  it.each([
    ['without the prefetch', {}],
    ['with 0', { prefetch: 0 }],
    ['beyond what AMQP can count', { prefetch: 65_536 }],
    ['with half a delivery', { prefetch: 1.5 }],
    ['with text', { prefetch: '5' }],
    ['with an unknown field', { prefetch: 5, state: 'paused' }],
    ['with a list', [5]],
  ])('answers 400 to a change %s, and changes nothing', async (_, body) => {
    const { prefetch } = (await get(`${consumersUrl}/logs.info`)).body;
    expect(await order('PATCH', 'logs.info', body)).toMatchObject({
      status: 400,
      body: { code: 'invalid_request' },
    });
    expect((await get(`${consumersUrl}/logs.info`)).body.prefetch).toBe(prefetch);
  });

  it.each(['nowhere', topology.deadLetters.queue, '..%2Fmessages', '%00'])(
    'answers 404 for %s, which it does not consume',
    async (queue) => {
      const notFound = { status: 404, body: { code: 'not_found' } };
      expect(await get(`${consumersUrl}/${queue}`)).toMatchObject(notFound);
      expect(await order('POST', `${queue}/pause`)).toMatchObject(notFound);
      expect(await order('POST', `${queue}/resume`)).toMatchObject(notFound);
      expect(await order('PATCH', queue, { prefetch: 5 })).toMatchObject(notFound);
    },
  );

  async function order(method: string, path: string, body?: unknown): Promise<Answer> {
    const response = await fetch(`${consumersUrl}/${path}`, {
      method,
      ...(body !== undefined && {
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }),
    });
    const { headers, status } = response;
    return { status, headers, body: (await response.json()) as Answer['body'] };
  }
});
