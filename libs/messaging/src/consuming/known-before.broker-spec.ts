import { createVhost, waitFor, type Vhost } from '@warren/testing';
import type { JournalLine } from '../records/claim-record';
import type { JournalRecord } from '../messages/journal-record';
import { ConsumingHarness, event } from './consuming.harness';
import { RememberingJournal } from './remembering-journal.harness';

/** The row is that of the fault matrix in docs/message-loss.md. */
describe('what was processed before a worker started', () => {
  let vhost: Vhost;
  let journal: RememberingJournal;
  const started: ConsumingHarness[] = [];

  beforeEach(async () => {
    vhost = await createVhost();
    journal = new RememberingJournal();
  });

  afterEach(async () => {
    await Promise.all(started.splice(0).map((each) => each.stop()));
    await vhost.remove();
  });

  async function launch(): Promise<ConsumingHarness> {
    const harness = await ConsumingHarness.launch({}, { vhost, journal });
    started.push(harness);
    return harness;
  }

  it('is known when its worker was killed between the record and the ack: one effect (row 21) (I12)', async () => {
    const one = await launch();
    await one.ready();
    const ack = jest.spyOn(await one.consumerChannel('first'), 'ack');
    const append = journal.append.bind(journal);
    jest.spyOn(journal, 'append').mockImplementationOnce(async (record: JournalLine) => {
      await append(record);
      // From here on nothing that this worker says is heard, least of all its ack.
      one.proxy.mode = 'blackhole-up';
    });
    await one.publish('first', event('1'), { messageId: 'm1' });
    await waitFor('the ack that is lost', () => ack.mock.calls.length > 0);
    one.kill();

    const other = await launch();
    await waitFor('the second delivery', () => other.first.counts.duplicates === 1);
    expect(other.handle).not.toHaveBeenCalled();
    expect(one.handle).toHaveBeenCalledTimes(1);
    expect(journal.idsOf('first')).toEqual(['m1']);
    await other.consumers.beforeApplicationShutdown();
    expect(await other.depth('first')).toBe(0);
  });

  it('is known before it takes its first delivery; until then it is not ready (I12)', async () => {
    let becomeReady = (): void => undefined;
    jest.spyOn(journal, 'ready').mockReturnValue(new Promise((resolve) => (becomeReady = resolve)));
    const harness = await launch();
    await waitFor('the topology', () => harness.readiness.report().checks['broker']?.ok);
    await harness.publish('first', event('1'), { messageId: 'm1' });
    await harness.consumerChannel('first');
    await harness.operations.resume('first');
    expect((await harness.channel.checkQueue('first')).consumerCount).toBe(0);
    expect(harness.readiness.report()).toMatchObject({
      ready: false,
      checks: { consumers: { detail: 'not attached: first, second' } },
    });
    await journal.append(processed());
    becomeReady();
    await waitFor('the delivery to be absorbed', () => harness.first.counts.duplicates === 1);
    expect(harness.handle).not.toHaveBeenCalled();
    await harness.ready();
  });

  it('does not keep it from stopping (I10)', async () => {
    let stopWaiting: (reason: Error) => void = () => undefined;
    jest
      .spyOn(journal, 'ready')
      .mockReturnValue(new Promise((_, reject) => (stopWaiting = reject)));
    const harness = await launch();
    await harness.consumerChannel('first');
    await harness.consumers.beforeApplicationShutdown();
    stopWaiting(new Error('stopped'));
    expect(harness.first.state).toBe('stopped');
  });

  function processed(): JournalRecord {
    const delivery = {
      messageId: 'm1',
      hasGivenId: false,
      queue: 'first',
      exchange: '',
      routingKey: 'first',
      attempt: 1,
      redeliveries: 0,
      redrives: 0,
      headers: {},
    };
    const at = new Date();
    return {
      kind: 'processed',
      event: { id: '1', tipo: 'T', payload: {} },
      delivery,
      handler: 'First.run',
      worker: 'before',
      startedAt: at,
      at,
    };
  }
});
