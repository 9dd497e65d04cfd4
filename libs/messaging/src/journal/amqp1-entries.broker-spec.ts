import { createVhost, onRabbit4, publishAmqp1, waitFor, type Vhost } from '@warren/testing';
import { connect, type ChannelModel } from 'amqplib';
import { types } from 'rhea';
import { twoQueues } from '../consuming/two-queues.harness';
import { MessagingConfig } from '../amqp/connection/messaging.config';
import { JournalHarness } from './stream-journal.harness';
import { StreamReader } from './streams/stream-reader';

const GOOD = 'good';
const SPREAD = 25;

onRabbit4('entries of a stream that the broker cannot hand over', () => {
  let vhost: Vhost;
  const toStop: (() => Promise<unknown>)[] = [];

  beforeEach(async () => {
    vhost = await createVhost();
  });

  afterEach(async () => {
    await Promise.all(toStop.splice(0).map((stop) => stop()));
    await vhost.remove();
  });

  async function startJournal(): Promise<JournalHarness> {
    const harness = await JournalHarness.start(vhost.url, { from: 'first' });
    toStop.push(() => harness.stop());
    await harness.ready();
    return harness;
  }

  it('cost a process that follows it, and one that starts, only themselves (I15) (row 45)', async () => {
    const { queue } = twoQueues({}).journal;
    const running = await startJournal();
    await running.appendAll(['before']);
    await publishAmqp1(vhost, queue, 2);
    await running.appendAll(['between']);
    const inner = types.wrap_list([types.wrap_char(9)]);
    await publishAmqp1(vhost, queue, 1, { text: 'x', nested: types.wrap_map({ inner }) });
    await running.appendAll(['after']);
    await waitFor('the last record', () => running.ids.includes('after'));
    const started = await startJournal();
    await waitFor('the last record', () => started.ids.includes('after'));
    for (const { ids, readiness } of [running, started]) {
      expect(ids).toEqual(['before', 'between', 'after']);
      expect(readiness.report().ready).toBe(true);
      expect(readiness.report().checks['journal']?.detail).toMatch(
        /^followed; 3 skipped, unreadable: at (offset \d+ \(entry \d+\)(, )?){3}$/,
      );
    }
  });

  it('are passed over wherever a reading begins, and many of them without a pause', async () => {
    const connection: ChannelModel = await connect(vhost.url);
    toStop.push(() => connection.close());
    const channel = await connection.createConfirmChannel();
    await channel.assertQueue('s', { arguments: { 'x-queue-type': 'stream' } });
    for (let n = 0; n < SPREAD; n += 1) {
      await publishAmqp1(vhost, 's');
      channel.sendToQueue('s', Buffer.from(GOOD));
      await channel.waitForConfirms();
    }
    const last = 2 * SPREAD - 1;
    for (const from of ['first', 0, 20, new Date(0)] as const) {
      const passed: number[] = [];
      const read: number[] = [];
      const settings = Object.assign(new MessagingConfig(), { url: vhost.url });
      const reader = new StreamReader(settings, {
        ...{ queue: 's', from, last },
        onEntry: (body, offset) => void (body.toString() === GOOD ? read : passed).push(offset),
        onFailed: () => undefined,
      });
      toStop.push(() => reader.close());
      reader.start();
      await waitFor('the last entry', () => reader.position === last + 1);
      const begin = from === 20 ? 20 : 0;
      const isGood = (offset: number): boolean => offset % 2 === 1;
      const wanted = Array.from({ length: last + 1 }, (_, n) => n).slice(begin);
      expect(read).toEqual(wanted.filter(isGood));
      expect(passed).toEqual(wanted.filter((offset) => !isGood(offset)));
    }
  });
});
