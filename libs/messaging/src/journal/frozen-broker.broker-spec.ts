import { freezeBroker, startOwnBroker, waitFor } from '@warren/testing';
import { MAX_RECORDS } from '../records/entries';
import { idsFrom, JournalHarness, processed } from './stream-journal.harness';

/** How long a publish waits here; an append may wait as long again for room before it. */
const TIMEOUT_MS = 500;
/** In entries, of which the records of one turn are as few as can be. */
const WINDOW = 2;

describe('the journal on a broker that is frozen', () => {
  let broker: Awaited<ReturnType<typeof startOwnBroker>>;
  let harness: JournalHarness;

  beforeEach(async () => {
    broker = await startOwnBroker();
    harness = await JournalHarness.start(broker.url, {
      // The heartbeat would end the wait too, but long after who appends has given up.
      messaging: { publishTimeoutMs: TIMEOUT_MS, publishWindow: WINDOW, heartbeatSeconds: 60 },
    });
    await harness.ready();
  });

  afterEach(async () => {
    broker.kill('SIGCONT');
    await harness.stop();
    await broker.discard();
  });

  it('rejects every append in time, also those without room, and loses none that is made again (row 35)', async () => {
    await harness.appendAll(idsFrom('before', 100));
    await freezeBroker(broker);
    const ids = idsFrom('m', 200);
    const outcomes = await Promise.allSettled(
      ids.map((id) => harness.journal.append(processed(id))),
    );
    expect(outcomes.map(({ status }) => status)).toEqual(ids.map(() => 'rejected'));
    const kinds = outcomes.map((each) => (each as { reason: { outcome: string } }).reason.outcome);
    expect(kinds).toEqual(
      ids.map((_, place) => (place < WINDOW * MAX_RECORDS ? 'unknown' : 'refused')),
    );
    expect(ids.filter((id) => harness.journal.has('first', id))).toEqual([]);
    broker.kill('SIGCONT');
    await harness.appendAll(ids);
    await waitFor('all of them', () => ids.every((id) => harness.ids.includes(id)));
    expect(harness.ids.slice(0, 100)).toEqual(idsFrom('before', 100));
    expect(ids.filter((id) => !harness.journal.has('first', id))).toEqual([]);
  });
});
