import { Readiness } from '@warren/platform';
import {
  createVhost,
  exchanges,
  publishRaw,
  rawProperties,
  topology,
  waitFor,
} from '@warren/testing';
import { connect, type ConsumeMessage } from 'amqplib';
import { ConsumingHarness } from '../consuming/consuming.harness';
import { DeadLettersHarness } from '../dead-letters/dead-letters.broker.harness';
import { JournalHarness } from '../journal/stream-journal.harness';
import { AskingHarness, echoTopology, ServingHarness } from '../requests/requests.harness';
import { encodeAnswer } from '../requests/wire/answer';
import { ScheduleLog } from '../schedule/schedule-log';
import { event, ScheduleHarness } from '../schedule/schedule.harness';
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

  it('is passed over as the answer to a command: its caller is given the true one', async () => {
    const vhost = await createVhost();
    const caller = await AskingHarness.start(vhost);
    const raw = await connect(vhost.url);
    try {
      const channel = await raw.createConfirmChannel();
      const answer = ({ properties }: ConsumeMessage): void => {
        const { correlationId, replyTo } = properties as { correlationId: string; replyTo: string };
        const forged = {
          routingKey: replyTo,
          body: Buffer.from('{}'),
          properties: unreadable('m1'),
        };
        publishRaw(channel, forged);
        const body = encodeAnswer({ response: 'true' }, correlationId);
        channel.sendToQueue(replyTo, body, { correlationId });
      };
      await channel.consume('commands', (each) => void (each && answer(each)), { noAck: true });
      const { connections } = caller.proxy;
      expect(await caller.ask('a')).toBe('true');
      expect(await caller.ask('b')).toBe('true');
      const { detail, ok } = caller.readiness.report().checks['requests'] ?? {};
      expect({ detail, ok }).toMatchObject({
        ok: true,
        detail: expect.stringContaining('answers that cannot be read: 2') as unknown,
      });
      expect(caller.proxy.connections).toBe(connections);
    } finally {
      await raw.close();
      await caller.stop();
      await vhost.remove();
    }
  });

  it('is passed over in the log of the schedule, and counted with its place', async () => {
    const vhost = await createVhost();
    const harness = await ScheduleHarness.start(vhost);
    const readiness = new Readiness();
    const log = new ScheduleLog(harness.confirms, harness.config, topology, readiness);
    try {
      log.onApplicationBootstrap();
      await waitFor('the log to be read', () => log.read());
      const target = { routingKey: topology.schedule.log.queue, body: Buffer.from('{}') };
      publishRaw(harness.channel, { ...target, properties: unreadable('m1') });
      await harness.channel.waitForConfirms();
      const options = { deliverAt: new Date(Date.now() + 3_600_000) };
      await harness.publisher.publish(exchanges.direct, 'etl.job', event, options);
      await waitFor('the one behind it', async () => (await log.read()).hours.length === 1);
      const { detail, ok } = readiness.report().checks['schedule log'] ?? {};
      expect(ok).toBe(true);
      expect(detail).toMatch(/^followed; 1 skipped, without a time: at entry \d+$/);
    } finally {
      await log.onApplicationShutdown();
      await harness.stop();
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
