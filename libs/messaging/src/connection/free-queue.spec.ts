import { EventEmitter } from 'node:events';
import type { ChannelModel, GetMessage } from 'amqplib';
import { MessagingConfig } from '../messaging.config';
import { freeQueue } from './free-queue';
import { openConnection } from './open-connection';

jest.mock('./open-connection', () => ({ openConnection: jest.fn() }));

const good = (n: number): GetMessage => ({ fields: { deliveryTag: n } }) as unknown as GetMessage;

describe('freeing a queue', () => {
  const config = new MessagingConfig();
  /** What lies in the queue, and `bad` for what the broker cannot hand over. */
  let queue: (GetMessage | 'bad')[];
  let fault: Error & { code?: number };
  let asked: boolean[];
  /** What others do while it connects. */
  let meanwhile: () => void;
  const onRemoved = jest.fn();

  beforeEach(() => {
    jest.resetAllMocks();
    fault = Object.assign(new Error('INTERNAL_ERROR'), { code: 541 });
    asked = [];
    meanwhile = () => undefined;
    jest.mocked(openConnection).mockImplementation((_, __, ___, onError) => {
      meanwhile();
      const connection = new EventEmitter();
      const get = (_queue: string, { noAck }: { noAck: boolean }): Promise<unknown> => {
        asked.push(noAck);
        const [first = false] = queue;
        if (noAck) queue.shift();
        if (first !== 'bad') return Promise.resolve(first);
        onError(fault);
        connection.emit('close');
        return new Promise(() => undefined);
      };
      const checkQueue = (): Promise<unknown> => Promise.resolve({ messageCount: queue.length });
      const channel = Object.assign(new EventEmitter(), { get, checkQueue });
      const opened = {
        createChannel: () => Promise.resolve(channel),
        close: () => Promise.resolve(),
      };
      return Promise.resolve(Object.assign(connection, opened) as unknown as ChannelModel);
    });
  });

  const free = (): ReturnType<typeof freeQueue> => freeQueue('q', 'amqp://b', config, onRemoved);

  it('removes all that the broker fails to hand over three times, and nothing else', async () => {
    queue = ['bad', 'bad', good(1), 'bad'];
    expect(await free()).toBeUndefined();
    expect(queue).toEqual([good(1), 'bad']);
    expect(onRemoved).toHaveBeenCalledTimes(2);
    expect(asked).toEqual([false, false, true, false, false, true, false]);
  });

  it.each([
    ['an empty queue', []],
    ['a queue whose first message comes', [good(1), 'bad' as const]],
  ])('leaves %s as it is', async (_, messages) => {
    queue = [...messages];
    expect(await free()).toBeUndefined();
    expect([queue, onRemoved.mock.calls]).toEqual([messages, []]);
    expect(asked).not.toContain(true);
  });

  it('proves nothing by a connection that is lost for another reason', async () => {
    queue = ['bad'];
    fault = Object.assign(new Error('CONNECTION_FORCED'), { code: 320 });
    await expect(free()).rejects.toThrow('the connection was lost');
    expect([queue, asked]).toEqual([['bad'], [false]]);
  });

  it('gives back what came because another process was quicker', async () => {
    queue = ['bad', good(2)];
    meanwhile = () => asked.length === 2 && queue[0] === 'bad' && queue.shift();
    expect(await free()).toEqual({ fields: { deliveryTag: 2, consumerTag: '' } });
    expect([queue, onRemoved.mock.calls]).toEqual([[], []]);
  });
});
