import { createVhost, type Vhost } from '@warren/testing';
import {
  connect,
  IllegalOperationError,
  type ChannelModel,
  type ConfirmChannel,
  type Options,
} from 'amqplib';
import { MessageWriter } from './message-writer';
import type { OutgoingMessage } from '../../messages/outgoing-message';

const least = { messageId: 'm1', persistent: true, mandatory: true };
const most = {
  ...least,
  appId: 'warren',
  contentEncoding: 'identity',
  contentType: 'application/json',
  correlationId: 'c1',
  expiration: 60_000,
  headers: { text: 'ñ', number: 2 ** 40, flag: false, nothing: undefined },
  priority: 9,
  replyTo: 'respuestas',
  timestamp: 1_700_000_000,
  type: 'CREACION',
};

describe('writing messages on a real channel', () => {
  let vhost: Vhost;
  let connection: ChannelModel;
  let channel: ConfirmChannel;
  let writer: MessageWriter;
  const returned: string[] = [];

  beforeAll(async () => {
    vhost = await createVhost();
    connection = await connect(vhost.url);
    channel = await connection.createConfirmChannel();
    writer = new MessageWriter(channel);
    channel.on('return', ({ properties }) => returned.push(String(properties.messageId)));
    await channel.assertQueue('q');
  });

  afterAll(async () => {
    await connection.close();
    await vhost.remove();
  });

  // amqplib's own `publish` is what it must be equal to, also after an update of amqplib.
  it.each<[string, OutgoingMessage['properties']]>([
    ['no more than it must have', least],
    ['every property', most],
    ['no persistence', { ...most, persistent: false }],
    ['an expiration that is a text', { ...least, expiration: '60000' }],
  ])('sends a message with %s as amqplib does', async (_, properties) => {
    const body = Buffer.from('{"id":"ñ"}');
    channel.publish('', 'q', body, properties as Options.Publish);
    await channel.waitForConfirms();
    writer.write({ exchange: '', routingKey: 'q', body, properties });
    await channel.waitForConfirms();
    const [theirs, ours] = [
      await channel.get('q', { noAck: true }),
      await channel.get('q', { noAck: true }),
    ];
    if (!theirs || !ours) throw new Error('a message is missing');
    expect(ours.properties).toEqual(theirs.properties);
    expect(ours.content).toEqual(body);
  });

  it('asks for what no queue took only when it is mandatory', async () => {
    const message = { exchange: '', routingKey: 'nowhere', body: Buffer.alloc(0) };
    writer.write({ ...message, properties: { messageId: 'dropped', mandatory: false } });
    writer.write({ ...message, properties: { messageId: 'back', mandatory: true } });
    await channel.waitForConfirms();
    expect(returned).toEqual(['back']);
  });

  it('sends a body of many frames', async () => {
    const body = Buffer.alloc(300_000, 'x');
    writer.write({ exchange: '', routingKey: 'q', body, properties: least });
    await channel.waitForConfirms();
    const got = await channel.get('q', { noAck: true });
    expect(got && got.content.equals(body)).toBe(true);
  });

  it('refuses once the channel is closed', async () => {
    const closing = await connection.createConfirmChannel();
    const late = new MessageWriter(closing);
    const closed = closing.close();
    const message = { exchange: '', routingKey: 'q', body: Buffer.alloc(0), properties: least };
    expect(() => late.write(message)).toThrow(IllegalOperationError);
    await closed;
    expect(() => late.write(message)).toThrow(IllegalOperationError);
  });

  it('refuses once its connection closes', async () => {
    const other = await connect(vhost.url);
    const late = new MessageWriter(await other.createConfirmChannel());
    const closed = other.close();
    expect(() =>
      late.write({ exchange: '', routingKey: 'q', body: Buffer.alloc(0), properties: least }),
    ).toThrow(IllegalOperationError);
    await closed;
  });

  it('leaves the connection alone when the channel closes before the end of the turn', async () => {
    const closing = await connection.createConfirmChannel();
    const hasty = new MessageWriter(closing);
    hasty.write({ exchange: '', routingKey: 'q', body: Buffer.alloc(0), properties: least });
    await closing.close();
    await expect(channel.checkQueue('q')).resolves.toMatchObject({ queue: 'q' });
  });
});
