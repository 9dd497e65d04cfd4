import { createVhost, testBroker, waitFor, type Vhost } from '@warren/testing';
import type { ChannelModel } from 'amqplib';
import { closeWithin } from './close-within';
import { consumerTag } from './name-connection';
import { openConnection } from './open-connection';

const settings = { app: 'worker', heartbeatSeconds: 10 };

describe('connecting with an AMQP URL', () => {
  let vhost: Vhost;
  const opened: ChannelModel[] = [];

  beforeAll(async () => {
    vhost = await createVhost();
  });

  afterAll(async () => {
    // The broker has closed those of the users that were deleted.
    await Promise.all(opened.map((each) => closeWithin(each, 1_000)));
    await vhost.remove();
  });

  async function open(url: string, role = 'deliveries'): Promise<ChannelModel> {
    const connection = await openConnection(url, role, settings, () => undefined);
    opened.push(connection);
    return connection;
  }

  it.each([
    ['case-ñ', 'contraseña'],
    ['用户', '🐇,amqp:p@ss/?#%'],
  ])('works for the user %s with the password %s', async (user, password) => {
    await vhost.management.addUser(user, password);
    const url = new URL(vhost.url);
    const login = `${encodeURIComponent(user)}:${encodeURIComponent(password)}`;
    const text = `amqp://${login}@${url.host}${url.pathname}?heartbeat=5&frame_max=8192`;
    const connection = await open(text);
    expect((connection.connection as unknown as { frameMax: number }).frameMax).toBe(8_192);
    await vhost.management.removeUser(user);
  });

  it('shows app, host, process and role, and which queue a consumer reads', async () => {
    const connection = await open(vhost.url, 'showing');
    const channel = await connection.createChannel();
    await channel.assertQueue('shown', { durable: false });
    const tag = consumerTag('shown');
    await channel.consume('shown', () => undefined, { consumerTag: tag });
    const name = new RegExp(`^warren worker@.+/${process.pid} showing$`);
    const names = await waitFor('both to be listed', async () => {
      const tags = await vhost.management.consumerTags();
      const listed = await vhost.management.connectionNames();
      return tags.includes(tag) && listed.some((each) => each.endsWith('showing'))
        ? listed
        : undefined;
    });
    expect(names.filter((each) => name.test(each))).toHaveLength(1);
  });

  it('is refused by the broker for a wrong password, and does not repeat it', async () => {
    const { host } = new URL(testBroker().url);
    await expect(open(`amqp://guest:wr%C3%B6ng,@${host}`)).rejects.toThrow(
      /^(?!.*wr).*ACCESS_REFUSED|403/,
    );
  });

  it('says which virtual host is not there', async () => {
    const url = new URL(testBroker().url);
    url.pathname = '/n%2Fone';
    await expect(open(url.toString())).rejects.toThrow(
      "the virtual host 'n/one' is not there, or this user may not use it",
    );
  });
});
