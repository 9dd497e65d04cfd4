import { onRabbit4, publishAmqp1, waitFor } from '@warren/testing';
import { event } from '../../consuming/consuming.harness';
import { DeadLettersHarness } from '../dead-letters.broker.harness';

const REMOVED = /; removed, since the broker cannot hand them over: (\d+)/;

onRabbit4('a message that the broker cannot hand over', () => {
  let harness: DeadLettersHarness;

  afterEach(() => harness.stop());

  const removedCount = (): number =>
    harness.recordings
      .map(({ readiness }) => readiness.report().checks['dead letters']?.detail ?? '')
      .reduce((sum, detail) => sum + Number(REMOVED.exec(detail)?.[1] ?? 0), 0);

  it('is removed from the dead letters, and what lies around it is recorded by two recorders (I15)', async () => {
    harness = await DeadLettersHarness.start();
    await harness.record();
    const { channel, vhost } = harness.consuming;
    const ids = ['before', 'between', 'after'];
    for (const messageId of ids) {
      channel.publish('dead', 'first', Buffer.from(event(messageId)), { messageId });
      await channel.waitForConfirms();
      if (messageId !== 'after') await publishAmqp1(vhost, 'dead', 2);
    }
    await waitFor('all of them', () =>
      ids.every((id) => harness.recorded.some(({ messageId }) => messageId === id)),
    );
    await waitFor('their removal', () => removedCount() === 4);
    await waitFor('recorders', () =>
      harness.recordings.every(({ readiness }) => readiness.report().ready),
    );
    expect(new Set(harness.recorded.map(({ messageId }) => messageId))).toEqual(new Set(ids));
    expect(await harness.consuming.depth('dead')).toBe(0);
  });

  it('leaves a queue at its delivery limit, and then the dead letters', async () => {
    harness = await DeadLettersHarness.start({ deliveryLimit: 1 });
    const { consuming } = harness;
    await publishAmqp1(consuming.vhost, 'first');
    await consuming.publishAll(['behind']);
    await waitFor('the next', () => consuming.journal.idsOf('first').includes('behind'));
    await waitFor('its removal', () => removedCount() === 1);
    expect(harness.recorded).toEqual([]);
  });

  it('is removed from a queue without a delivery limit; the next one is handled', async () => {
    harness = await DeadLettersHarness.start({ maxPriority: 5 });
    const { consuming } = harness;
    await publishAmqp1(consuming.vhost, 'first', 2);
    await consuming.publishAll(['behind']);
    await waitFor('the next', () => consuming.journal.idsOf('first').includes('behind'));
    expect(consuming.first.counts).toMatchObject({ undeliverable: 2, processed: 1 });
    await consuming.ready();
    expect(consuming.readiness.report().checks['consumers']?.detail).toBe(
      '2 attached; removed, since the broker cannot hand them over: 2',
    );
    expect(removedCount()).toBe(0);
  });
});
