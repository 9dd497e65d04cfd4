import { gzipSync } from 'node:zlib';
import { waitFor } from '@warren/testing';
import { event } from '../consuming/consuming.harness';
import { PermanentError } from '../messages/handler-errors';
import { DeadLettersHarness } from './dead-letters.broker.harness';

describe('one message id with two events', () => {
  let harness: DeadLettersHarness;

  beforeEach(async () => {
    harness = await DeadLettersHarness.start();
  });

  afterEach(() => harness.stop());

  async function publish(body: string | Buffer, properties: object = {}): Promise<void> {
    const { channel } = harness.consuming;
    channel.publish('', 'first', Buffer.from(body), { messageId: 'm1', ...properties });
    await channel.waitForConfirms();
  }

  const untilProcessed = (count: number): Promise<unknown> =>
    waitFor(`${count} records`, () => harness.consuming.journal.records.length >= count);

  it('makes a dead letter of the second, also when it is redriven, and no duplicate', async () => {
    await publish(event('1'));
    await untilProcessed(1);
    await publish(event('2'));
    const [letter] = await harness.untilRecorded(1);
    expect(letter).toMatchObject({
      failure: { code: 'id_conflict' },
      body: event('2'),
      attempt: 1,
    });
    await harness.actions.redrive({});
    const letters = await harness.untilRecorded(2);
    expect(letters[1]).toMatchObject({ failure: { code: 'id_conflict' }, redrives: 1 });
    expect(harness.consuming.journal.records.map((record) => record.event.id)).toEqual(['1']);
  });

  it('is not what a repeat has in other white space or compressed: that is acked without effect', async () => {
    await publish(event('1'));
    await untilProcessed(1);
    await publish(JSON.stringify(JSON.parse(event('1')), null, 2));
    await publish(gzipSync(event('1')), { contentEncoding: 'gzip' });
    await publish(event('2'), { messageId: 'm2' });
    await untilProcessed(2);
    await waitFor('the repeats', () => harness.consuming.first.counts.duplicates === 2);
    expect(harness.recorded).toEqual([]);
  });

  it('keeps the first where that waits for its next attempt while the second is processed', async () => {
    harness.consuming.handle.mockImplementationOnce(() => {
      throw new Error('once');
    });
    await publish(event('1'));
    await waitFor('the failure', () => harness.consuming.journal.all.length > 0);
    await publish(event('2'));
    await untilProcessed(1);
    const [letter] = await harness.untilRecorded(1);
    expect(letter).toMatchObject({
      failure: { code: 'id_conflict' },
      body: event('1'),
      attempt: 2,
    });
  });

  it('is not what a repeat of an event has that an operator edited', async () => {
    harness.consuming.handle.mockImplementationOnce(() => {
      throw new PermanentError('for_good');
    });
    await publish(event('1'));
    const [letter] = await harness.untilRecorded(1);
    const ids = [letter?.deadLetterId ?? ''];
    await harness.actions.redrive({ selection: { ids }, payload: { repaired: true } });
    await untilProcessed(1);
    await publish(event('1'));
    await publish(event('2'), { messageId: 'm2' });
    await untilProcessed(2);
    expect(harness.recorded).toHaveLength(1);
  });
});
