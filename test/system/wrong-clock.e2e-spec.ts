import { join } from 'node:path';
import { topology } from '@warren/contracts';
import { stageQueues } from '@warren/model';
import { AppProcess, createVhost, get, post, waitFor, type Vhost } from '@warren/testing';
import { connect } from 'amqplib';

const SHIFT_CLOCK = join(__dirname, 'shift-clock.js');
const HOUR_MS = 3_600_000;
const DELIVER_AFTER_MS = 3_000;
/** The broker says its time in whole seconds, which `BrokerClock` takes for half a second later. */
const TOLERANCE_MS = 600;
/** Delay stages of a longer wait than that. */
const LONG_STAGES = stageQueues(topology.delays).slice(6);

describe.each([
  ['ahead of', HOUR_MS],
  ['behind', -HOUR_MS],
])('a worker whose clock is an hour %s the broker', (side, shiftMs) => {
  let vhost: Vhost;
  let gateway: AppProcess;
  let worker: AppProcess;
  let gatewayUrl: string;
  let workerUrl: string;

  beforeAll(async () => {
    vhost = await createVhost();
    const settings = { RABBITMQ_URL: vhost.url };
    gateway = AppProcess.start('gateway', settings);
    worker = AppProcess.start('worker', {
      ...settings,
      NODE_OPTIONS: `--require ${SHIFT_CLOCK}`,
      CLOCK_SHIFT_MS: String(shiftMs),
    });
    [gatewayUrl, workerUrl] = await Promise.all([gateway.ready(), worker.ready()]);
  });

  afterAll(async () => {
    await Promise.all([gateway.stop(), worker.stop()]);
    await vhost.remove();
  });

  it('says so in readiness, and once in the log', async () => {
    const words = new RegExp(`this clock is (3599|360[01]) s ${side} the broker's`);
    await waitFor('the comparison', async () => {
      const { body } = await get(`${workerUrl}/readyz?verbose`);
      const { checks } = body as unknown as { checks: Record<string, { detail: string }> };
      return words.test(checks['clock']?.detail ?? '');
    });
    expect(worker.lines.filter(({ msg }) => words.test(msg))).toHaveLength(1);
  });

  it('delivers nothing before its time', async () => {
    const event = { id: 'later', tipo: 'LOG', payload: {} };
    const publishedAt = Date.now();
    const options = { deliverAfter: DELIVER_AFTER_MS };
    const { body } = await post(`${gatewayUrl}/direct/info`, { ...event, options });
    const isIn = async (queue: string): Promise<boolean> => {
      const { body: found } = await get(`${workerUrl}/messages?queue=${queue}`);
      return JSON.stringify(found).includes(String(body.messageId));
    };
    const outcome = await waitFor('the delivery, or a longer wait', async () => {
      if (await isIn('logs.info')) return 'delivered';
      return (await countWaiting(vhost.url)) > 0 ? 'held back' : undefined;
    });
    const tookMs = Date.now() - publishedAt;
    // Where the worker is behind it is due an hour from now by one of the clocks.
    const expected = shiftMs < 0 ? 'held back' : 'delivered';
    const isEarly = outcome === 'delivered' && tookMs < DELIVER_AFTER_MS - TOLERANCE_MS;
    expect({ outcome, isEarly }).toEqual({ outcome: expected, isEarly: false });
    await waitFor('it to be due', () => Date.now() > publishedAt + DELIVER_AFTER_MS);
    expect(await isIn('logs.info')).toBe(expected === 'delivered');
  });

  it('answers commands within the time that they were given', async () => {
    const data = { sku: 'SKU-1', quantity: 2 };
    const answer = await post(`${gatewayUrl}/rpc/orders.quote`, { data, timeoutMs: 10_000 });
    expect(answer).toMatchObject({ status: 200, body: { answer: data } });
  });
});

/** Messages that wait for longer than the gateway asked. */
async function countWaiting(url: string): Promise<number> {
  const raw = await connect(url);
  try {
    const channel = await raw.createChannel();
    let count = 0;
    for (const name of LONG_STAGES) count += (await channel.checkQueue(name)).messageCount;
    return count;
  } finally {
    await raw.close();
  }
}
