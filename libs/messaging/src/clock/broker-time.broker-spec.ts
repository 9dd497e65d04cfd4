import { createVhost, type Vhost } from '@warren/testing';
import { connect, type ChannelModel } from 'amqplib';
import { askTime } from '../amqp/asking/ask-time';

describe('the time of the broker', () => {
  let vhost: Vhost;
  let connection: ChannelModel;

  beforeEach(async () => {
    vhost = await createVhost();
    connection = await connect(vhost.url);
  });

  afterEach(async () => {
    await connection.close();
    await vhost.remove();
  });

  it('is known to about a second, and leaves no queue behind', async () => {
    const before = Date.now();
    const { answeredAt, askedAt, time } = await askTime(connection);
    // The broker is on the same machine.
    expect(time).toBeGreaterThan(before - 2_000);
    expect(time).toBeLessThanOrEqual(Date.now());
    expect(answeredAt).toBeGreaterThan(askedAt);
    expect(await vhost.management.queues()).toEqual([]);
  });
});
