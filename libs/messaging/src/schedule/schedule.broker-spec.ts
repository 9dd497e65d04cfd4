import { headers as names } from '@warren/model';
import { createVhost, exchanges, queues, topology, type Vhost, waitFor } from '@warren/testing';
import { readDeadLetter } from '../dead-letters/recording/read-dead-letter';
import { writeRedrive } from '../dead-letters/redrive/write-redrive';
import { RefusedError } from '../messages/publish-errors';
import { event, ScheduleHarness } from './schedule.harness';

const DAYS_30 = 30 * 86_400_000;
const SOON_MS = 400;
const { direct, fanout, headers, topic } = exchanges;
/** When a message was due, and when it was passed on. */
type Stamps = Record<string, number>;
const CONSUMED: readonly string[] = [queues.scheduled, queues.mensajes, queues.logsInfo].map(
  ({ name }) => name,
);

/** The rows are those of the fault matrix in docs/message-loss.md. */
describe('the schedule on a broker', () => {
  let vhost: Vhost;
  let harness: ScheduleHarness;

  beforeEach(async () => {
    vhost = await createVhost();
    harness = await ScheduleHarness.start(vhost);
  });

  afterEach(async () => {
    await harness.stop();
    await vhost.remove();
  });

  /** A queue of the test's own, bound so; what comes is taken out of it. */
  async function spyOn(exchange: string, routingKey: string): Promise<string> {
    const { queue } = await harness.channel.assertQueue('', { exclusive: true });
    await harness.channel.bindQueue(queue, exchange, routingKey);
    return queue;
  }

  it('brings a message for each exchange to the queues it would have chosen, and to no other, not before its time', async () => {
    const sent = [
      [topic, 'orders.eu.created', {}, ['orders.audit', 'orders.created']],
      [fanout, '', {}, ['notifications.email', 'notifications.push', 'notifications.sms']],
      [headers, '', { headers: { lang: 'en', env: 'prod' } }, ['audit.important', 'greetings.en']],
      [direct, 'etl.job', {}, ['etl.jobs']],
      [exchanges.default, 'mensajes', {}, ['mensajes']],
    ] as const;
    const receipts = [];
    for (const [to, key, options] of sent) {
      receipts.push(await harness.schedule(to, key, 2_000, options));
    }
    const reached = new Map<string, string[]>();
    const found = (messageId: unknown, queue: string): void =>
      void reached.set(String(messageId), [...(reached.get(String(messageId)) ?? []), queue]);
    await harness.relayed(sent.length);
    for (const queue of topology.queues.filter((each) => !CONSUMED.includes(each.name))) {
      for (const { properties } of await harness.takeAll(queue.name)) {
        found(properties.messageId, queue.name);
        const { [names.deliverAt]: due, [names.relayedAt]: at } = properties.headers as Stamps;
        expect(at).toBeGreaterThanOrEqual(due as number);
        expect(at).toBeLessThan((due as number) + 1_000);
      }
    }
    await waitFor('the one of the default exchange', () => harness.arrived.length > 0);
    for (const { messageId } of harness.arrived) found(messageId, 'mensajes');
    expect(receipts.map(({ messageId }) => reached.get(messageId)?.sort())).toEqual(
      sent.map(([, , , expected]) => expected),
    );
    expect(await harness.resting()).toEqual({});
  });

  it('lets the exchange choose when it is due: a binding made meanwhile counts, one removed does not', async () => {
    await harness.schedule(topic, 'orders.eu.created', 1_500);
    const late = await spyOn(topic.name, '*.eu.#');
    await harness.channel.unbindQueue('orders.audit', topic.name, 'orders.#');
    await harness.relayed(1);
    expect(await harness.take(late)).toBeDefined();
    expect(await harness.take('orders.created')).toBeDefined();
    expect(await harness.take('orders.audit')).toBeUndefined();
  });

  it('gives the message the properties its publisher asked for; its expiration does not end the wait', async () => {
    const spy = await spyOn(direct.name, 'spy');
    const { messageId } = await harness.schedule(direct, 'spy', 1_500, {
      ...{ expiration: 600, priority: 7, persistent: false, correlationId: 'c-1' },
      ...{ replyTo: 'respuestas', headers: { lang: 'es', n: 5 } },
    });
    const { properties } = await waitFor('it', () => harness.take(spy));
    expect(properties).toMatchObject({
      ...{ messageId, expiration: '600', priority: 7, deliveryMode: 1, correlationId: 'c-1' },
      ...{ replyTo: 'respuestas', headers: { lang: 'es', n: 5 } },
    });
    expect(Object.keys(properties.headers as object).filter((name) => /^x-/.test(name))).toEqual(
      [],
    );
  });

  it('is done with a message that no queue wants when that was allowed, and makes a dead letter of it otherwise', async () => {
    const optional = await harness.schedule(direct, 'inf', SOON_MS, { mandatory: false });
    await harness.relayed(1);
    const { messageId } = await harness.schedule(direct, 'inf', SOON_MS);
    const letter = await harness.deadLetter();
    expect(letter.properties.messageId).toBe(messageId);
    expect(letter.properties.headers).toMatchObject({
      [names.queue]: queues.scheduled.name,
      [names.failureCode]: 'unroutable',
      [names.failureMessage]: expect.stringContaining('near: `info`') as unknown,
      [names.attempt]: 1,
    });
    expect(harness.journal.idsOf(queues.scheduled.name)).toEqual([optional.messageId]);
  });

  it('tries again what a full queue refuses, and it is there once', async () => {
    await vhost.management.setPolicy('full', '^etl[.]jobs$', { 'max-length': 1 });
    const fill = (): Promise<unknown> => harness.publisher.publish(direct, 'etl.job', event);
    await waitFor('the queue to be full', () =>
      fill().then(
        () => false,
        (error: unknown) => error instanceof RefusedError,
      ),
    );
    const { messageId } = await harness.schedule(direct, 'etl.job', SOON_MS);
    const refusals = (): unknown[] =>
      harness.journal.all.filter(
        (each) => each.kind === 'failed' && each.failure.code === 'refused',
      );
    await waitFor('a refusal', () => refusals().length > 0);
    await vhost.management.deletePolicy('full');
    await harness.relayed(1);
    const taken = await harness.takeAll('etl.jobs');
    const same = taken.filter(({ properties }) => properties.messageId === messageId);
    expect(same).toHaveLength(1);
  });

  it('sends such a dead letter where it belongs when it is redriven', async () => {
    await harness.schedule(direct, 'inf', SOON_MS, { expiration: 60_000, priority: 3 });
    const record = readDeadLetter(await harness.deadLetter(), topology, new Date());
    const spy = await spyOn(direct.name, 'inf');
    const redrive = writeRedrive(record);
    expect(await harness.confirms.send(redrive)).toEqual({ kind: 'confirmed' });
    const { properties } = await waitFor('it', () => harness.take(spy));
    expect(properties).toMatchObject({ expiration: '60000', priority: 3 });
  });

  it('makes a dead letter of what another client wrote into its queue, and publishes nothing (I14)', async () => {
    const spy = await spyOn('amq.topic', '#');
    const forged = {
      [names.exchange]: 'amq.topic',
      [names.routingKey]: 'k',
      [names.deliverAt]: Date.now(),
    };
    const body = Buffer.from(JSON.stringify(event));
    const options = { messageId: 'rogue', headers: forged };
    harness.channel.publish('', queues.scheduled.name, body, options);
    const { properties } = await harness.deadLetter();
    expect(properties.headers).toMatchObject({ [names.failureCode]: 'route_not_allowed' });
    expect(await harness.take(spy)).toBeUndefined();
    expect(harness.journal.idsOf(queues.scheduled.name)).toEqual([]);
  });

  it('has one effect when its process is killed between the publish and the ack (row 43)', async () => {
    let release = (): void => undefined;
    harness.afterRelay = () => new Promise((resolve) => (release = resolve));
    const { messageId } = await harness.schedule(direct, 'info', SOON_MS);
    await waitFor('the first copy', () => harness.arrived.length === 1);
    harness.kill();
    const second = await ScheduleHarness.start(vhost, harness.journal);
    try {
      await second.relayed(1);
      await waitFor('its queue to be empty', async () => (await second.depth('logs.info')) === 0);
      expect([...harness.arrived, ...second.arrived].map((each) => each.messageId)).toEqual([
        messageId,
      ]);
      expect(harness.journal.idsOf('logs.info')).toEqual([messageId]);
    } finally {
      await second.stop();
      release();
    }
  });

  it('keeps a message of 30 days in the highest stage, and nowhere else', async () => {
    await harness.schedule(direct, 'info', DAYS_30);
    expect(await harness.resting()).toEqual({ 'delay.stage.24': 1 });
    expect(await harness.depth(queues.scheduled.name)).toBe(0);
    expect(harness.arrived).toEqual([]);
  });

  it('keeps a message without a worker, and hands it on when there is one', async () => {
    await harness.stop();
    const gateway = await ScheduleHarness.start(vhost);
    await gateway['consumers'].beforeApplicationShutdown();
    await gateway.schedule(direct, 'etl.job', SOON_MS);
    const { name } = queues.scheduled;
    await waitFor('it to be overdue', async () => (await gateway.depth(name)) === 1);
    harness = await ScheduleHarness.start(vhost);
    await harness.relayed(1);
    expect(await harness.take('etl.jobs')).toBeDefined();
    await gateway.stop();
  });
});
