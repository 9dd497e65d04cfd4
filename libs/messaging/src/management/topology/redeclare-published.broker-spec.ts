import { createVhost, testBroker, topology, type Vhost } from '@warren/testing';
import { connect, type ChannelModel } from 'amqplib';
import { MessagingConfig } from '../../amqp/connection/messaging.config';
import { redeclare } from './redeclare';
import { declareOther, takeAll } from './redeclare.harness';

/** What another client does just before and just after a queue is unbound. */
const moments: { beforeUnbound?: () => Promise<void>; whileUnbound?: () => Promise<void> } = {};

jest.mock('./bindings-of', () => {
  const actual = jest.requireActual<typeof import('./bindings-of')>('./bindings-of');
  const unbindAll: typeof actual.unbindAll = async (...args) => {
    await moments.beforeUnbound?.();
    await actual.unbindAll(...args);
    await moments.whileUnbound?.();
  };
  return { ...actual, unbindAll };
});

const ignore = (): void => undefined;
const management = { url: testBroker().managementUrl };

describe('a queue to which another client publishes, while it is replaced,', () => {
  let vhost: Vhost;
  let connection: ChannelModel;
  let config: MessagingConfig;

  beforeEach(async () => {
    vhost = await createVhost();
    config = Object.assign(new MessagingConfig(), { url: vhost.url });
    connection = await connect(vhost.url);
  });

  afterEach(async () => {
    await connection.close();
    await vhost.remove();
  });

  it('loses nothing that is confirmed before, while and after a queue is replaced', async () => {
    const channel = await connection.createConfirmChannel();
    await channel.assertExchange('events.direct', 'direct', { durable: true });
    await declareOther(connection, 'etl.jobs');
    await channel.bindQueue('etl.jobs', 'events.direct', 'etl.job');
    const returned: string[] = [];
    channel.on('return', ({ properties }) => returned.push(String(properties.messageId)));
    const publish = async (messageId: string): Promise<void> => {
      const options = { mandatory: true, persistent: true, messageId };
      channel.publish('events.direct', 'etl.job', Buffer.from('{}'), options);
      await channel.waitForConfirms();
    };

    moments.beforeUnbound = () => publish('counted, and not there yet');
    const replacing = redeclare(topology, 'etl.jobs', config, management, ignore);
    await expect(replacing).rejects.toThrow(/^The queue 'etl\.jobs' holds 1 message, and was left/);
    await publish('bound again');
    expect(await takeAll(connection, 'etl.jobs')).toEqual([
      'counted, and not there yet',
      'bound again',
    ]);

    delete moments.beforeUnbound;
    moments.whileUnbound = () => publish('unbound');
    expect(await redeclare(topology, 'etl.jobs', config, management, ignore)).toBe(true);
    await publish('replaced');
    expect(returned).toEqual(['unbound']);
    expect(await takeAll(connection, 'etl.jobs')).toEqual(['replaced']);
  });
});
