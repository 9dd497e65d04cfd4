import { EventEmitter } from 'node:events';
import { waitFor } from '@warren/testing';
import { IllegalOperationError, type ChannelModel } from 'amqplib';
import { MessagingConfig } from '../amqp/connection/messaging.config';
import type { Attacher } from './attacher';
import { ConsumerChannels } from './consumer-channels';
import { FakeChannel } from './intake/fake-channel.harness';
import type { QueueConsumer } from './queue-consumer';

describe('the channel of a consumer', () => {
  const createChannel = jest.fn<Promise<unknown>, []>();
  const attach = jest.fn();
  let channels: ConsumerChannels;
  let connection: EventEmitter;

  beforeEach(() => {
    createChannel.mockReset();
    attach.mockReset();
    connection = Object.assign(new EventEmitter(), { createChannel });
    const consumer = { queue: 'q', state: 'detached', moveTo: jest.fn() };
    const attacher = { attach } as unknown as Attacher;
    channels = new ConsumerChannels(
      () => [consumer as unknown as QueueConsumer],
      attacher,
      new MessagingConfig(),
    );
  });

  afterEach(() => channels.stop());

  it('is tried again when it cannot be opened on a connection that lives', async () => {
    createChannel
      .mockRejectedValueOnce(new Error('No channels left to allocate'))
      .mockResolvedValueOnce(new FakeChannel());
    channels.share(connection as unknown as ChannelModel);
    await waitFor('the consumer to be attached', () => attach.mock.calls.length === 1);
    expect(createChannel).toHaveBeenCalledTimes(2);
  });

  it.each([
    ['says so', () => connection.emit('close'), new Error('Channel ended, no reply')],
    ['did so before', () => undefined, new IllegalOperationError('Connection closed')],
  ])('is not tried on a connection that closes, when that %s', async (_, close, error) => {
    createChannel.mockImplementation(() => {
      close();
      return Promise.reject(error);
    });
    await channels['keepChannel'](
      channels['consumers']()[0] as QueueConsumer,
      connection as unknown as ChannelModel,
      signalOf(connection),
    );
    expect(createChannel).toHaveBeenCalledTimes(1);
  });
});

function signalOf(connection: EventEmitter): AbortSignal {
  const closed = new AbortController();
  connection.once('close', () => closed.abort());
  return closed.signal;
}
