import { waitFor } from '@warren/testing';
import { ConsumingHarness } from './consuming.harness';

/** How many are handled before the connection is lost again. */
const HANDLED_BETWEEN = 5;
const COUNT = 30;
/** A message that is held at one loss more is a dead letter. */
const DELIVERY_LIMIT = 3;

describe('messages that are with a worker which dies again and again', () => {
  let harness: ConsumingHarness;

  afterEach(() => harness.stop());

  it('lose nothing: only what is handled when it dies is returned once more (row 27)', async () => {
    harness = await ConsumingHarness.start({
      prefetch: COUNT,
      concurrency: 1,
      deliveryLimit: DELIVERY_LIMIT,
    });
    let calls = 0;
    let losses = 0;
    harness.handle.mockImplementation(async () => {
      calls += 1;
      if (calls % HANDLED_BETWEEN > 0) return;
      harness.cut();
      losses += 1;
      await waitFor('the loss to be noticed', () => harness.first.state === 'detached');
    });
    const ids = Array.from({ length: COUNT }, (_, place) => `m${String(place).padStart(2, '0')}`);
    await harness.publishAll(ids);
    await waitFor(
      'all of them',
      () => new Set(harness.journal.idsOf('first')).size === COUNT,
      60_000,
    );
    expect(losses).toBeGreaterThan(DELIVERY_LIMIT + 1);
    await harness.ready();
    await waitFor('the last acks', async () => (await harness.depth('first')) === 0);
    expect(await harness.depth('dead')).toBe(0);
  });
});
