import { EventEmitter } from 'node:events';
import { waitFor } from '@warren/testing';
import type { ChannelModel } from 'amqplib';
import { MessagingConfig } from './messaging.config';
import { BrokerConnection } from './broker-connection';
import { openConnection } from './open-connection';

jest.mock('./open-connection', () => ({ openConnection: jest.fn() }));

describe('a connection that is kept up', () => {
  it('is closed only when what was begun before the next attempt has ended', async () => {
    const model = new EventEmitter();
    const close = (): Promise<void> => Promise.resolve(void model.emit('close'));
    jest
      .mocked(openConnection)
      .mockResolvedValue(Object.assign(model, { close }) as unknown as ChannelModel);
    let stop: AbortSignal | undefined;
    let end: (hasAdvanced: boolean) => void = () => undefined;
    const connection = new BrokerConnection({
      role: 'test',
      settings: new MessagingConfig(),
      setUp: () => Promise.resolve(),
      onLost: () => undefined,
      beforeReconnect: (signal) => {
        stop = signal;
        return new Promise((resolve) => (end = resolve));
      },
    });
    connection.start();
    await waitFor('the connection', () => connection.state === 'ready');
    await close();
    await waitFor('the loss to be noticed', () => stop);
    let isClosed = false;
    const closing = connection.close().then(() => (isClosed = true));
    await new Promise(setImmediate);
    expect([stop?.aborted, isClosed]).toEqual([true, false]);
    end(false);
    await closing;
    expect(openConnection).toHaveBeenCalledTimes(1);
  });
});
