import { headers as names } from '@warren/model';
import { waitFor } from '@warren/testing';
import type { DeadLetteredRecord } from '../../messages/journal-record';
import { DeadLettersHarness } from '../dead-letters.broker.harness';

describe('a message in the dead-letter queue, when its recording is interrupted,', () => {
  let harness: DeadLettersHarness;

  beforeEach(async () => {
    harness = await DeadLettersHarness.start();
  });

  afterEach(() => harness.stop());

  it('waits while the journal is unavailable, which readiness says, and is not acked before (I2)', async () => {
    const { channel, journal } = harness.consuming;
    const [recording] = harness.recordings;
    journal.isBroken = true;
    channel.publish('dead', 'first', Buffer.from('{}'), { messageId: 'm1' });
    await waitFor('readiness to be red', () => !recording?.readiness.report().ready);
    expect(recording?.readiness.report().checks).toMatchObject({
      'dead letters': { detail: 'dead letters that the journal does not take: 1' },
    });
    // What was not acked is the broker's when its connection goes.
    recording?.proxy.cut();
    journal.isBroken = false;
    const letters = await harness.untilRecorded(1);
    expect(letters).toMatchObject([{ messageId: 'm1' }]);
    await waitFor('readiness to be green', () => recording?.readiness.report().ready);
    expect(await harness.recordedAgain()).toEqual([]);
  });

  it('that is large waits while others with 8 MiB are not recorded yet, and small ones do not', async () => {
    const { channel, journal } = harness.consuming;
    const refused = new Set<unknown>();
    journal.refusalOf = (record) => {
      if (record.kind !== 'dead-lettered' || record.messageId === 'small') return undefined;
      refused.add(record.messageId);
      return new Error('not this one');
    };
    const large = Buffer.alloc(4_194_304, 'x');
    for (const messageId of ['m1', 'm2', 'm3'])
      channel.publish('dead', 'first', large, { messageId });
    channel.publish('dead', 'first', Buffer.from('{}'), { messageId: 'small' });
    await harness.untilRecorded(1);
    await waitFor('two to be refused', () => refused.size === 2);
    expect(harness.recorded).toMatchObject([{ messageId: 'small' }]);
    journal.refusalOf = () => undefined;
    const letters = await harness.untilRecorded(4);
    expect(letters.map(({ messageId }) => messageId).sort()).toEqual(['m1', 'm2', 'm3', 'small']);
    expect([...refused].sort()).toEqual(['m1', 'm2']);
  });

  /** Has `m1` recorded, and nothing heard of the recorder after that, least of all its ack. */
  async function recordWithoutAck(): Promise<void> {
    const { consuming, recordings } = harness;
    const { journal } = consuming;
    const [killed] = recordings;
    const append = journal.append.bind(journal);
    jest.spyOn(journal, 'append').mockImplementationOnce(async (record) => {
      await append(record);
      if (killed) killed.proxy.mode = 'blackhole-up';
    });
    consuming.channel.publish('dead', 'first', Buffer.from('{}'), {
      messageId: 'm1',
      headers: { [names.queue]: 'first', [names.failureCode]: 'x', [names.lastFailedAt]: 5 },
    });
    await harness.untilRecorded(1);
    await waitFor('it to be deaf', () => killed?.proxy.mode === 'blackhole-up');
  }

  async function recordAgain(): Promise<DeadLetteredRecord[]> {
    const [killed] = harness.recordings;
    if (killed) killed.proxy.mode = 'refuse';
    killed?.proxy.cut();
    await harness.record();
    return harness.untilRecorded(2);
  }

  it('is one dead letter when the recorder is killed between confirm and ack', async () => {
    await recordWithoutAck();
    const letters = await recordAgain();
    expect(new Set(letters.map(({ deadLetterId }) => deadLetterId)).size).toBe(1);
    expect((await harness.actions.letters.find({}, { limit: 9 })).items).toHaveLength(1);
    expect(await harness.recordedAgain()).toEqual([]);
  });

  it('is that dead letter also when an operator has decided about it meanwhile', async () => {
    await recordWithoutAck();
    const { discarder, letters } = harness.actions;
    const ids = harness.recorded.map(({ deadLetterId }) => deadLetterId);
    const order = { selection: { ids }, by: 'ana', reason: 'known' };
    await discarder.discard(order, new AbortController().signal);
    await recordAgain();
    expect((await letters.find({}, { limit: 9 })).items).toEqual([]);
    expect(letters.get(ids[0] as string)?.state).toBe('discarded');
  });

  it('is recorded also after the broker took the queue away from under the recorder (I13)', async () => {
    const { channel } = harness.consuming;
    const [recording] = harness.recordings;
    await channel.deleteQueue('dead');
    await waitFor('the loss to be noticed', () => !recording?.readiness.report().ready);
    await waitFor('the recorder', () => recording?.readiness.report().ready);
    channel.publish('dead', 'first', Buffer.from('{}'), { messageId: 'm1' });
    expect(await harness.untilRecorded(1)).toMatchObject([{ messageId: 'm1' }]);
  });
});
