import { EventEmitter } from 'node:events';
import { Logger } from '@nestjs/common';
import type { ChannelModel, GetMessage } from 'amqplib';
import { MessagingConfig } from '../connection/messaging.config';
import { MessageWriter } from '../confirms/message-writer';
import { receivedBytes } from '../../wire/guard-properties';
import { openConnection } from '../connection/open-connection';
import { publishBack } from './publish-back';

jest.mock('../connection/open-connection', () => ({ openConnection: jest.fn() }));
jest.mock('../../wire/guard-properties', () => ({
  receivedBytes: jest.fn(),
  unreadableOf: jest.fn(),
}));
jest.mock('../confirms/message-writer', () => ({ MessageWriter: jest.fn() }));

type Outcome = 'confirmed' | 'returned' | 'refused' | 'unknown';

describe('publishing a message back to its queue', () => {
  const message = {
    content: Buffer.from('{"id":"a"}'),
    properties: { messageId: 'm1' },
  } as unknown as GetMessage;
  /** Only a message id, in the bytes it came with. */
  const section = Buffer.from('\0\x80\x02m1', 'latin1');
  const write = jest.fn();
  let outcomes: Outcome[];
  let error: jest.SpyInstance;

  beforeEach(() => {
    jest.restoreAllMocks();
    write.mockReset();
    jest.mocked(receivedBytes).mockReturnValue(section);
    error = jest.spyOn(Logger.prototype, 'error');
    jest.mocked(MessageWriter).mockImplementation(() => ({ write }) as unknown as MessageWriter);
    jest.mocked(openConnection).mockImplementation(() => {
      const channel = Object.assign(new EventEmitter(), {
        waitForConfirms: () => {
          const outcome = outcomes.shift() ?? 'refused';
          if (outcome === 'returned') channel.emit('return');
          if (outcome === 'refused') return Promise.reject(new Error('nacked'));
          return outcome === 'unknown'
            ? Promise.reject(new Error('the channel is closed'))
            : Promise.resolve();
        },
      });
      return Promise.resolve({
        createConfirmChannel: () => Promise.resolve(channel),
        close: () => Promise.resolve(),
      } as unknown as ChannelModel);
    });
  });

  it.each<[Outcome[]]>([[['confirmed']], [['returned', 'refused', 'confirmed']]])(
    'tries until the broker has it, with its own bytes: %p',
    async (each) => {
      outcomes = [...each];
      await publishBack('q', message, new MessagingConfig(), new AbortController().signal);
      expect(write).toHaveBeenCalledTimes(each.length);
      expect(write).toHaveBeenLastCalledWith({
        ...{ exchange: '', routingKey: 'q', body: message.content, section },
        properties: { messageId: '', mandatory: true },
      });
      expect(error).not.toHaveBeenCalled();
    },
  );

  it('tries once more after the stop, and then names the message that may be lost', async () => {
    outcomes = ['unknown'];
    await publishBack('q', message, new MessagingConfig(), AbortSignal.abort());
    expect(write).toHaveBeenCalledTimes(1);
    expect(error).toHaveBeenCalledWith(
      expect.objectContaining({ queue: 'q', messageId: 'm1' }),
      expect.stringContaining('may be lost'),
    );
  });
});
