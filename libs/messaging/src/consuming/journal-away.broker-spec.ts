import { Logger } from '@nestjs/common';
import { waitFor } from '@warren/testing';
import { ConsumingHarness, event } from './consuming.harness';

/** The rows are those of the fault matrix in docs/message-loss.md. */
describe('while the journal takes no records', () => {
  let harness: ConsumingHarness;

  beforeEach(async () => {
    harness = await ConsumingHarness.start({ prefetch: 500 });
  });

  afterEach(() => harness.stop());

  const ids = (count: number): string[] => Array.from({ length: count }, (_, n) => `m${n}`);
  const states = (): string[] => harness.operations.list().map(({ state }) => state);
  const handledIds = (): string[] => harness.handle.mock.calls.map(([, d]) => d.messageId);

  async function breakJournal(...first: string[]): Promise<void> {
    harness.journal.isBroken = true;
    // It is tried when all of them are handled: after the first no other would begin.
    if (first.length > 1) holdUntilCalled(first.length);
    await harness.publishAll(first);
    await waitFor('the consumers to be held', () => states().every((each) => each === 'held'));
    // A channel is answered in order: by then no more is delivered on it.
    for (const queue of ['first', 'second'] as const) {
      await (await harness.consumerChannel(queue)).checkQueue(queue);
    }
  }

  function holdUntilCalled(times: number): void {
    let release: () => void;
    const all = new Promise<void>((resolve) => (release = resolve));
    harness.handle.mockImplementation(() => {
      if (harness.handle.mock.calls.length >= times) release();
      return all;
    });
  }

  it('nothing is acked and no handler begins, and then all continues alone, each once (row 35) (I2)', async () => {
    const { handle, handleSecond, journal, readiness } = harness;
    const error = jest.spyOn(Logger.prototype, 'error');
    await breakJournal('m0', 'm1');
    await harness.publishAll(ids(400).slice(2));
    await harness.publish('both', event('m400'), { messageId: 'm400' });
    expect(readiness.report().checks['consumers']).toEqual({
      ok: false,
      detail:
        'deliveries whose consequence cannot be confirmed: 2; held until one can: first, second',
    });
    expect(error.mock.calls.map(([what]) => String(what))).toContainEqual(
      expect.stringContaining('no handler begins'),
    );
    await waitFor('the broker to have all of them', async () => {
      const queues = await harness.vhost.management.queues();
      return queues.some(({ name, messages }) => name === 'first' && messages === 401);
    });
    expect([await harness.depth('first'), await harness.depth('second')]).toEqual([399, 1]);
    expect(handledIds()).toEqual(['m0', 'm1']);
    expect(handleSecond).not.toHaveBeenCalled();

    journal.isBroken = false;
    await waitFor('all to be recorded', () => journal.records.length === 402, 20_000);
    await harness.ready();
    expect(states()).toEqual(['attached', 'attached']);
    expect(handle).toHaveBeenCalledTimes(401);
    expect(new Set(journal.idsOf('first'))).toEqual(new Set(ids(401)));
    expect(journal.idsOf('second')).toEqual(['m400']);
    await harness.consumers.beforeApplicationShutdown();
    expect([await harness.depth('first'), await harness.depth('second')]).toEqual([0, 0]);
    error.mockRestore();
  });

  it('the log says so as soon as the broker is there and it still takes none (row 35)', async () => {
    const connected = jest.spyOn(harness.publisher, 'isConnected', 'get').mockReturnValue(false);
    const error = jest.spyOn(Logger.prototype, 'error');
    const said = (): number =>
      error.mock.calls.filter(([what]) => String(what).includes('no handler begins')).length;
    await breakJournal('m0');
    expect(said()).toBe(0);
    connected.mockReturnValue(true);
    await waitFor('the line', () => said() > 0);
    harness.journal.isBroken = false;
    await waitFor('the record', () => harness.journal.records.length === 1);
    expect(said()).toBe(1);
    error.mockRestore();
    connected.mockRestore();
  });

  it('a message that was handled and comes again is not handled again in this process (row 35) (I12)', async () => {
    const { handle, journal } = harness;
    await breakJournal('m0');
    harness.cut();
    await waitFor('the message to be back', async () => (await harness.depth('first')) === 1);
    expect(journal.all).toEqual([]);
    journal.isBroken = false;
    await waitFor(
      'the second delivery to be absorbed',
      () => harness.first.counts.duplicates === 1,
    );
    expect(journal.idsOf('first')).toEqual(['m0']);
    expect(handle).toHaveBeenCalledTimes(1);
  });

  it('a failed attempt has no copy, and then one record and one copy (row 35) (I2) (I4)', async () => {
    const { handle, journal, publisher } = harness;
    const send = jest.spyOn(publisher, 'send');
    handle.mockImplementationOnce(() => Promise.reject(new Error('not yet')));
    await breakJournal('m0');
    expect(send).not.toHaveBeenCalled();
    journal.isBroken = false;
    await waitFor('the second attempt', () => journal.records.length === 1);
    expect(send).toHaveBeenCalledTimes(1);
    expect(journal.all).toMatchObject([
      { kind: 'failed', retryInMs: 200, delivery: { messageId: 'm0', attempt: 1 } },
      { kind: 'processed', delivery: { messageId: 'm0', attempt: 2 } },
    ]);
    expect(handle).toHaveBeenCalledTimes(2);
  });

  it('a failed attempt whose channel is lost is not recorded; it continues with the next delivery (row 35) (I4)', async () => {
    const { handle, journal } = harness;
    handle.mockImplementationOnce(() => Promise.reject(new Error('not yet')));
    await breakJournal('m0');
    harness.cut();
    // No call reaches the journal now, so its return is noticed by the next delivery.
    await waitFor('the second delivery', () => handle.mock.calls.length === 2);
    journal.isBroken = false;
    await waitFor('the record', () => journal.records.length === 1);
    expect(journal.all).toMatchObject([{ kind: 'processed', delivery: { attempt: 1 } }]);
    await harness.ready();
  });

  it('the process stops all the same, and what was not recorded is delivered again (row 35) (I10)', async () => {
    await breakJournal('m0');
    Object.assign(harness.config, { drainTimeoutMs: 100 });
    await harness.consumers.beforeApplicationShutdown();
    await waitFor('the message to be back', async () => (await harness.depth('first')) === 1);
    expect(harness.journal.all).toEqual([]);
  });
});
