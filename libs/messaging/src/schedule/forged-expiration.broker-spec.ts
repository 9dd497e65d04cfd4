import { headers as names } from '@warren/model';
import { createVhost, exchanges, queues, type Vhost } from '@warren/testing';
import { event, ScheduleHarness } from './schedule.harness';

const { direct } = exchanges;
/** What another client may write into the schedule's queue as an expiration. */
const FORGED = [2 ** 53 - 1, 4_294_967_296, -1, 'soon'];

describe("another client's message in the schedule's queue", () => {
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

  it('is delivered without its expiration where that is forged, and disturbs none beside it (I16)', async () => {
    for (const [n, expiration] of FORGED.entries()) {
      harness.channel.publish('', queues.scheduled.name, Buffer.from(JSON.stringify(event)), {
        messageId: `m${n}`,
        headers: {
          [names.exchange]: direct.name,
          [names.routingKey]: 'etl.job',
          [names.deliverAt]: Date.now() - 1_000,
          [names.expiration]: expiration,
        },
      });
    }
    const confirming = jest.spyOn(harness.confirms, 'sendPatiently');
    await harness.relayed(FORGED.length);
    const relayed = await harness.takeAll('etl.jobs');
    expect(relayed.map(({ properties }) => String(properties.messageId)).sort()).toEqual(
      FORGED.map((_, n) => `m${n}`),
    );
    expect(relayed.map(({ properties }) => properties.expiration as unknown)).toEqual(
      FORGED.map(() => undefined),
    );
    // Once each: none took the channel, and with it the others, down.
    expect(confirming).toHaveBeenCalledTimes(FORGED.length);
  });
});
