import type { ReadinessReport } from '@warren/platform';
import {
  AppProcess,
  createVhost,
  get,
  post,
  raiseMemoryAlarm,
  startOwnBroker,
  TcpProxy,
  waitFor,
  type Vhost,
} from '@warren/testing';

const event = { id: 'e', tipo: 'FAULT', payload: {} };

/** The rows are those of the fault matrix in docs/message-loss.md. */
describe('a gateway on a network that fails', () => {
  let vhost: Vhost;
  let proxy: TcpProxy;
  let gateway: AppProcess;
  let worker: AppProcess;
  let gatewayUrl: string;
  let workerUrl: string;

  beforeAll(async () => {
    vhost = await createVhost();
    proxy = await TcpProxy.start(vhost.url);
    gateway = AppProcess.start('gateway', { RABBITMQ_URL: proxy.url, PUBLISH_TIMEOUT_MS: '500' });
    worker = AppProcess.start('worker', { RABBITMQ_URL: vhost.url });
    [gatewayUrl, workerUrl] = await Promise.all([gateway.ready(), worker.ready()]);
  });

  afterAll(async () => {
    await Promise.all([gateway.stop(), worker.stop()]);
    await proxy.close();
    await vhost.remove();
  });

  async function recordsOf(messageId: unknown): Promise<unknown[]> {
    const { body } = await get(`${workerUrl}/messages?messageId=${String(messageId)}`);
    return body as unknown as unknown[];
  }

  it('row 5: answers 504 with the message id; a repeat with the same key leaves one effect', async () => {
    const key = { 'idempotency-key': 'row-5' };
    const send = (): ReturnType<typeof post> =>
      post(`${gatewayUrl}/send`, event, 'application/json', key);
    proxy.mode = 'blackhole-down';
    const first = await send();
    expect(first).toMatchObject({
      status: 504,
      body: {
        code: 'outcome_unknown',
        outcome: 'unknown',
        messageId: expect.any(String) as unknown,
      },
    });
    expect(first.body.detail).toContain('repeat with the same Idempotency-Key');
    proxy.cut();
    proxy.mode = 'pass';
    const second = await waitFor('the repeat to be confirmed', async () => {
      const answer = await send();
      return answer.status === 202 ? answer : undefined;
    });
    expect(second.body.messageId).toBe(first.body.messageId);
    await waitFor('the effect', async () => (await recordsOf(first.body.messageId)).length > 0);
    await waitFor('both copies to be settled', () => vhost.management.areQueuesEmpty());
    expect(await recordsOf(first.body.messageId)).toHaveLength(1);
  });

  it('row 6: answers 504 at the deadline, logs the late confirm, and there is one effect', async () => {
    proxy.delayMs = 1_000;
    const { status, body } = await post(`${gatewayUrl}/send`, event);
    expect(status).toBe(504);
    proxy.delayMs = 0;
    await waitFor('the late answer to be logged', () =>
      gateway.lines.some(
        ({ msg, messageId }) =>
          msg === 'the broker answered after the deadline' && messageId === body.messageId,
      ),
    );
    await waitFor('the effect', async () => (await recordsOf(body.messageId)).length === 1);
  });

  it('answers 503 with Retry-After when more wait for the broker than its window holds', async () => {
    const narrow = AppProcess.start('gateway', {
      RABBITMQ_URL: proxy.url,
      PUBLISH_WINDOW: '2',
      PUBLISH_TIMEOUT_MS: '2000',
    });
    const url = await narrow.ready();
    proxy.mode = 'blackhole-down';
    const answers = await Promise.all(Array.from({ length: 5 }, () => post(`${url}/send`, event)));
    proxy.cut();
    proxy.mode = 'pass';
    const statuses = answers.map(({ status }) => status).sort();
    expect(statuses).toEqual([503, 503, 503, 504, 504]);
    const refused = answers.find(({ status }) => status === 503);
    expect(refused?.headers.get('retry-after')).toBe('1');
    expect(refused?.body.detail).toContain('too many messages');
    await narrow.stop();
  });
});

describe('both apps on a broker with a memory alarm', () => {
  it('row 12: the gateway answers 503 at once, and both stop on SIGTERM within their grace with code 0', async () => {
    const broker = await startOwnBroker();
    const gateway = AppProcess.start('gateway', {
      RABBITMQ_URL: broker.url,
      PUBLISH_TIMEOUT_MS: '1000',
    });
    const url = await gateway.ready();
    const failing = { ...event, payload: { lab: { fail: 'retryable' } } };
    expect((await post(`${url}/send`, failing)).status).toBe(202);
    await raiseMemoryAlarm(broker);
    const worker = AppProcess.start('worker', { RABBITMQ_URL: broker.url });
    const workerUrl = await worker.address();
    const blocked = await waitFor('a refusal', async () => {
      const answer = await post(`${url}/send`, event);
      return answer.status === 503 ? answer : undefined;
    });
    expect(blocked.body.detail).toContain('alarm');
    expect(await get(`${url}/readyz`)).toMatchObject({
      status: 503,
      body: { checks: { broker: { detail: 'blocked' } } },
    });
    // It publishes only when something fails; then the broker reads no more from that connection.
    await waitFor('the worker to be blocked too', async () => {
      const { body } = await get(`${workerUrl}/readyz`);
      return (body as Partial<ReadinessReport>).checks?.['broker']?.detail === 'blocked';
    });
    expect(await Promise.all([gateway.stop('SIGTERM'), worker.stop('SIGTERM')])).toEqual([0, 0]);
    await broker.discard();
  });
});
