import { freezeBroker, startOwnBroker, waitFor } from '@warren/testing';
import { PublishingHarness } from '../../publishing/publishing.harness';

const TIMEOUT_MS = 500;

describe('a publisher whose broker confirms nothing', () => {
  let broker: Awaited<ReturnType<typeof startOwnBroker>>;
  let harness: PublishingHarness;

  beforeEach(async () => {
    broker = await startOwnBroker();
    harness = await PublishingHarness.start(broker.url, {
      publishTimeoutMs: TIMEOUT_MS,
      // The heartbeat would end the wait too.
      heartbeatSeconds: 600,
    });
    await harness.ready();
  });

  afterEach(async () => {
    broker.kill('SIGCONT');
    await harness.stop();
    await broker.discard();
  });

  const brokerCheck = (): unknown => harness.readiness.report().checks['broker'];

  it('is not ready after one deadline and refuses at once, but for one at a time; then it is by itself (row 52)', async () => {
    await freezeBroker(broker);
    const first = await Promise.all(['a', 'b', 'c'].map((id) => harness.publish(id)));
    expect(first).toEqual(['unknown', 'unknown', 'unknown']);
    expect(brokerCheck()).toEqual({ ok: false, detail: 'the broker confirms nothing now' });
    const more = await Promise.all(
      Array.from({ length: 100 }, (_, n) => harness.publish(`more-${n}`)),
    );
    expect(more.filter((outcome) => outcome !== 'refused').length).toBeLessThanOrEqual(1);
    broker.kill('SIGCONT');
    await waitFor('it to be ready', () => harness.readiness.report().ready);
    expect(await harness.publish('after')).toBe('confirmed');
  });

  it('gives the connection up when nothing is confirmed on it for long, and is ready once another one confirms (row 52)', async () => {
    harness.proxy.mode = 'blackhole-down';
    expect(await harness.publish('a')).toBe('unknown');
    await waitFor('it to be given up', () => harness.confirms.isConnected === false);
    expect(harness.readiness.report().ready).toBe(false);
    harness.proxy.mode = 'pass';
    await waitFor('it to be ready', () => harness.readiness.report().ready);
    expect(await harness.publish('after')).toBe('confirmed');
  });
});
