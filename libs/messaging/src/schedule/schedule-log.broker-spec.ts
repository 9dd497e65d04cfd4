import { Readiness } from '@warren/platform';
import { createVhost, exchanges, topology, type Vhost, waitFor } from '@warren/testing';
import { ScheduleLog, type ScheduledDeliveries } from './schedule-log';
import { event, ScheduleHarness } from './schedule.harness';

const HOUR_MS = 3_600_000;
const { direct, topic } = exchanges;

describe('the log of the schedule', () => {
  let vhost: Vhost;
  let harness: ScheduleHarness;
  const logs: ScheduleLog[] = [];
  let readiness: Readiness;

  beforeEach(async () => {
    vhost = await createVhost();
    readiness = new Readiness();
    harness = await ScheduleHarness.start(vhost);
  });

  afterEach(async () => {
    await Promise.all(logs.splice(0).map((log) => log.onApplicationShutdown()));
    await harness.stop();
    await vhost.remove();
  });

  /** As a process has it that starts now. */
  function follow(): ScheduleLog {
    const log = new ScheduleLog(harness.confirms, harness.config, topology, readiness);
    logs.push(log);
    log.onApplicationBootstrap();
    return log;
  }

  const ahead = ({ hours }: ScheduledDeliveries): number =>
    hours.reduce((sum, { messages }) => sum + messages, 0);

  it('counts what is put off by the hour, in every process and after a restart, and nothing else', async () => {
    const before = follow();
    // In the middle of an hour, so that all of them are in one.
    const hour = Math.ceil(Date.now() / HOUR_MS) * HOUR_MS;
    const at = (hours: number): Date => new Date(hour + (hours + 0.5) * HOUR_MS);
    for (const deliverAt of [at(0), at(0), at(700)]) {
      await harness.publisher.publish(topic, 'orders.eu.created', event, { deliverAt });
    }
    await harness.publisher.publish(direct, 'etl.job', event, {});
    await waitFor('them to be counted', async () => ahead(await before.read()) === 3);
    const expected = {
      hours: [
        { hour, messages: 2 },
        { hour: hour + 700 * HOUR_MS, messages: 1 },
      ],
      overdue: 0,
    };
    expect(await before.read()).toEqual(expected);
    const after = follow();
    await waitFor('the log to be read', () => after.read());
    expect(await after.read()).toEqual(expected);
  });

  it('counts a delivery once, however often it is looked at whether its time has come', async () => {
    const log = follow();
    await waitFor('the log to be read', () => log.read());
    await harness.schedule(direct, 'etl.job', 2_000);
    await harness.relayed(1);
    const { messageCount } = await harness.channel.checkQueue(topology.schedule.queue);
    expect(messageCount).toBe(0);
    // The next one stands behind all that the first one can have left there.
    await harness.schedule(direct, 'etl.job', 2 * HOUR_MS);
    await waitFor('the last', async () => (await log.read()).hours.some(isLater));
    expect(ahead(await log.read())).toBeLessThanOrEqual(2);
  });

  it('does not answer before it has read what there is', async () => {
    const log = new ScheduleLog(harness.confirms, harness.config, topology, readiness);
    await expect(log.read()).rejects.toMatchObject({ code: 'not_ready' });
  });

  it('counts what is overdue while no worker relays, and does not know it while the broker is down', async () => {
    const log = follow();
    await harness['consumers'].beforeApplicationShutdown();
    await harness.schedule(direct, 'etl.job', 200);
    await waitFor('it to be overdue', async () => (await log.read()).overdue === 1);
    harness.kill();
    await waitFor('the loss to be noticed', () => !harness.confirms.isConnected);
    expect(await harness.confirms.depthOf(topology.schedule.queue)).toBeUndefined();
  });
});

function isLater({ hour }: { readonly hour: number }): boolean {
  return hour > Date.now();
}
