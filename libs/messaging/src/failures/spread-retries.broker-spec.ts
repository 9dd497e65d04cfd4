import { after, withJitter } from '@warren/model';
import { waitFor } from '@warren/testing';
import { ConsumingHarness } from '../consuming/consuming.harness';

const WAIT_MS = 4_000;
const TENTH_MS = WAIT_MS / 10;
const COUNT = 200;

describe('messages that fail together', () => {
  let harness: ConsumingHarness;

  beforeEach(async () => {
    const retry = withJitter(after(`${WAIT_MS}ms`), 1);
    harness = await ConsumingHarness.start({ retry, prefetch: COUNT, breaker: false });
  });

  afterEach(() => harness.stop());

  it('come back spread over the jitter of their wait, and not in a few bursts', async () => {
    const { handle } = harness;
    const comeBack: number[] = [];
    let fail = (): void => undefined;
    const failing = new Promise<void>((resolve) => (fail = resolve));
    handle.mockImplementation(async (_, { attempt }) => {
      await failing;
      if (attempt === 1) throw new Error('not yet');
      comeBack.push(performance.now() - failedAt);
    });
    await harness.publishAll(Array.from({ length: COUNT }, (_, n) => `${n}`));
    await waitFor('all to be in hand', () => handle.mock.calls.length === COUNT);
    const failedAt = performance.now();
    fail();
    await waitFor('all of them again', () => comeBack.length === COUNT, 60_000);
    const most = Math.max(
      ...comeBack.map((from) => comeBack.filter((at) => at >= from && at < from + TENTH_MS).length),
    );
    process.stdout.write(
      `${COUNT} that failed together came back from ${comeBack[0]?.toFixed(0)} to ` +
        `${comeBack.at(-1)?.toFixed(0)} ms, at most ${most} of them within ${TENTH_MS} ms\n`,
    );
    expect(comeBack[0]).toBeGreaterThanOrEqual(WAIT_MS);
    expect(most).toBeLessThan(COUNT / 2);
  });
});
