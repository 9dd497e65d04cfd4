import { createVhost, publishRaw, rawProperties, waitFor } from '@warren/testing';
import { connect } from 'amqplib';
import { ConsumingHarness } from '../consuming/consuming.harness';
import { DeadLettersHarness } from '../dead-letters/dead-letters.broker.harness';
import { JournalHarness } from '../journal/stream-journal.harness';
import { echoTopology, ServingHarness } from '../requests/requests.harness';
import { UnreadableQueue } from './unreadable-queue';
import { unreadable, untilSetAside } from './unreadable.harness';

describe('an unreadable message beside the work queues', () => {
  it('is set aside by the recorder of dead letters, and what is behind it is recorded', async () => {
    const harness = await DeadLettersHarness.start();
    try {
      const { consuming, recordings } = harness;
      const body = Buffer.from('{}');
      const properties = unreadable('m1');
      const target = { exchange: 'dead', routingKey: 'first', body };
      publishRaw(consuming.channel, { ...target, properties });
      const readable = rawProperties({ messageId: 'behind' });
      publishRaw(consuming.channel, { ...target, properties: readable });
      const [record] = await harness.untilRecorded(1);
      expect(record?.messageId).toBe('behind');
      const [message] = await untilSetAside(consuming, 1);
      expect(message).toMatchObject({ queue: 'dead', exchange: 'dead', messageId: 'm1' });
      expect(recordings[0]?.proxy.connections).toBe(1);
      expect(await harness.recordedAgain()).toEqual([]);
      expect(await consuming.depth('unreadable')).toBe(1);
    } finally {
      await harness.stop();
    }
  });

  it('is set aside by the server of commands, without a call of a handler', async () => {
    const vhost = await createVhost();
    const server = await ServingHarness.start(vhost);
    const raw = await connect(vhost.url);
    try {
      const channel = await raw.createConfirmChannel();
      const { connections } = server.proxy;
      const body = Buffer.from('{"pattern":"echo","data":{"text":"a"},"id":"1"}');
      const target = { body, properties: unreadable('m1') };
      publishRaw(channel, { ...target, routingKey: 'commands' });
      // Cancels come by an exchange, to a queue of each process.
      publishRaw(channel, { ...target, exchange: 'commands.cancelled', routingKey: '' });
      await waitFor('it to be set aside', () => detailOf(server).endsWith('unreadable: 1'));
      expect(server.proxy.connections).toBe(connections);
      const [message] = await new UnreadableQueue(server.config, echoTopology).look(
        (each) => each,
        (found) => found,
      );
      expect(message).toMatchObject({ queue: 'commands', messageId: 'm1' });
      expect(server.handle).not.toHaveBeenCalled();
      expect((await channel.checkQueue('commands')).messageCount).toBe(0);
    } finally {
      await raw.close();
      await server.stop();
      await vhost.remove();
    }
  });

  it('is passed over in the journal, also after a restart, and counted with its place', async () => {
    const harness = await ConsumingHarness.start();
    const { channel, vhost } = harness;
    const journal = await JournalHarness.start(vhost.url);
    try {
      await journal.ready();
      await journal.appendAll(['before']);
      const target = { routingKey: 'journal', body: Buffer.from('{}') };
      publishRaw(channel, { ...target, properties: unreadable('m1') });
      await channel.waitForConfirms();
      await journal.appendAll(['behind']);
      await waitFor('both', () => journal.ids.length === 2);
      const again = await JournalHarness.start(vhost.url);
      await again.ready();
      for (const each of [journal, again]) {
        expect(each.ids).toEqual(['before', 'behind']);
        expect(each.readiness.report().checks['journal']?.detail).toContain('unreadable');
        expect(each.proxy.connections).toBe(1);
      }
      await again.stop();
    } finally {
      await journal.stop();
      await harness.stop();
    }
  });
});

function detailOf({ readiness }: ServingHarness): string {
  return readiness.report().checks['commands']?.detail ?? '';
}
