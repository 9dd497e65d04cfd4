import { createVhost, waitFor, type Vhost } from '@warren/testing';
import type { ChannelModel, GetMessage } from 'amqplib';
import { MessagingConfig } from '../connection/messaging.config';
import { receivedBytes } from '../../wire/guard-properties';
import { openConnection } from '../connection/open-connection';
import { withoutOwnership } from '../../wire/property-bytes';
import { publishBack } from './publish-back';

describe('a message that is published back', () => {
  let vhost: Vhost;
  let connection: ChannelModel;

  beforeEach(async () => {
    vhost = await createVhost();
    connection = await openConnection(vhost.url, 'test', new MessagingConfig(), () => undefined);
  });

  afterEach(async () => {
    await connection.close();
    await vhost.remove();
  });

  it.each([
    ['a few properties', { messageId: 'm1' }],
    [
      'a user id and headers of many types',
      {
        ...{ messageId: 'm1', appId: 'other', type: 'T', timestamp: 5, priority: 3 },
        headers: { n: 1, f: 1.5, list: [1, 'a', { b: true }], at: { '!': 'timestamp', value: 7 } },
      },
    ],
  ])('has its own bytes and %s', async (_, given) => {
    const settings = Object.assign(new MessagingConfig(), { url: vhost.url });
    const channel = await connection.createConfirmChannel();
    await channel.assertQueue('q');
    const userId = 'type' in given ? decodeURIComponent(new URL(vhost.url).username) : undefined;
    channel.sendToQueue('q', Buffer.alloc(300_000, 'x'), { ...given, userId });
    await channel.waitForConfirms();
    const take = async (): Promise<GetMessage> => {
      let message: GetMessage | false = false;
      await waitFor(
        'it',
        async () => (message = await channel.get('q', { noAck: true })) !== false,
      );
      return message as unknown as GetMessage;
    };
    const first = await take();
    await publishBack('q', first, settings, new AbortController().signal);
    const again = await take();
    const bytes = receivedBytes(first.properties) as Buffer;
    expect(again.content.equals(first.content)).toBe(true);
    expect(receivedBytes(again.properties)).toEqual(withoutOwnership(bytes));
    expect([first.properties.userId, again.properties.userId]).toEqual([userId, undefined]);
  });
});
