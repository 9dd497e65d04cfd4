import { waitFor } from '@warren/testing';
import { ConsumingHarness } from './consuming.harness';

/** The rows are those of the fault matrix in docs/message-loss.md. */
describe('the consumers on a silent connection', () => {
  let harness: ConsumingHarness;

  beforeEach(async () => {
    harness = await ConsumingHarness.start({}, { settings: { heartbeatSeconds: 1 } });
  });

  afterEach(() => harness.stop());

  it.each(['blackhole-down', 'blackhole-up'] as const)(
    'are lost to the heartbeat, not ready meanwhile, attached again, and miss nothing (%s) (row 9)',
    async (mode) => {
      const { handle, journal, proxy, publisher, readiness } = harness;
      const publishing = publisher['connection'].model;
      proxy.mode = mode;
      await harness.publishAll(['m1', 'm2']);
      await waitFor('the loss to be noticed', () => !readiness.report().ready);
      expect(readiness.report().checks).toMatchObject({
        broker: { ok: true },
        consumers: { ok: false, detail: 'not attached: first, second' },
      });
      proxy.mode = 'pass';
      await harness.ready();
      await waitFor('both messages', () => journal.records.length >= 2);
      await harness.publishAll(['m3']);
      await waitFor('the next one', () => journal.records.length >= 3);
      expect(journal.idsOf('first').sort()).toEqual(['m1', 'm2', 'm3']);
      expect(handle).toHaveBeenCalledTimes(3);
      // Its connection is another, and was not silent.
      expect(publisher['connection'].model).toBe(publishing);
    },
  );
});
