import { EventEmitter } from 'node:events';
import { Logger } from '@nestjs/common';
import type { ChannelModel, GetMessage } from 'amqplib';
import { MessagingConfig } from '../connection/messaging.config';
import { freeQueue } from './free-queue';
import { openConnection } from '../connection/open-connection';
import { publishBack } from './publish-back';

jest.mock('../connection/open-connection', () => ({ openConnection: jest.fn() }));
jest.mock('./publish-back', () => ({ publishBack: jest.fn() }));

/** Longer than an answer is waited for that leaves the message in the queue. */
const ANSWER_LATE_MS = 2_200;

const good = (n: number): GetMessage => ({ fields: { deliveryTag: n } }) as unknown as GetMessage;

describe('freeing a queue', () => {
  const config = new MessagingConfig();
  /** What lies in the queue, and `bad` for what the broker cannot hand over. */
  let queue: (GetMessage | 'bad')[];
  let fault: Error & { code?: number };
  let asked: boolean[];
  /** What others do while it connects. */
  let meanwhile: () => void;
  /** What becomes of the answer to a request that removes. */
  let answer: (got: unknown, connection: EventEmitter) => Promise<unknown>;
  let stopping: AbortController;
  const onRemoved = jest.fn();

  beforeEach(() => {
    jest.resetAllMocks();
    fault = Object.assign(new Error('INTERNAL_ERROR'), { code: 541 });
    asked = [];
    meanwhile = () => undefined;
    answer = (got) => Promise.resolve(got);
    stopping = new AbortController();
    jest
      .mocked(publishBack)
      .mockImplementation((_, message) => Promise.resolve(void queue.push(message)));
    jest.mocked(openConnection).mockImplementation((_, __, ___, onError) => {
      meanwhile();
      const connection = new EventEmitter();
      const get = (_queue: string, { noAck }: { noAck: boolean }): Promise<unknown> => {
        asked.push(noAck);
        const [first = false] = queue;
        if (noAck) queue.shift();
        if (first !== 'bad') return noAck ? answer(first, connection) : Promise.resolve(first);
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

  const free = (): ReturnType<typeof freeQueue> =>
    freeQueue('q', 'amqp://b', config, onRemoved, stopping.signal);

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

  describe('when another process has the message at fault in hand as it is to be removed', () => {
    beforeEach(() => {
      queue = ['bad', good(2)];
      meanwhile = () => asked.length === 2 && queue[0] === 'bad' && queue.shift();
    });

    it.each([
      ['', (got: unknown) => Promise.resolve(got)],
      [
        ', also when its answer takes long',
        (got: unknown) =>
          new Promise((resolve) => {
            setTimeout(() => resolve(got), ANSWER_LATE_MS);
          }),
      ],
    ])('publishes the one that came in its place to the queue again%s', async (_, answered) => {
      answer = answered;
      await free();
      expect(publishBack).toHaveBeenCalledWith('q', good(2), config, stopping.signal);
      expect([queue, onRemoved.mock.calls]).toEqual([[good(2)], []]);
    });

    it('counts nothing as undeliverable when the connection is lost before the answer', async () => {
      answer = (_, connection) => {
        connection.emit('close');
        return new Promise(() => undefined);
      };
      const error = jest.spyOn(Logger.prototype, 'error');
      await expect(free()).rejects.toThrow('the connection was lost');
      expect(onRemoved).not.toHaveBeenCalled();
      expect(error).toHaveBeenCalledWith(
        expect.objectContaining({ queue: 'q' }),
        expect.stringContaining('may be lost'),
      );
    });
  });

  it('removes nothing after the stop', async () => {
    queue = ['bad', good(1)];
    meanwhile = () => asked.length === 2 && stopping.abort();
    await expect(free()).rejects.toMatchObject({ name: 'AbortError' });
    expect([queue, asked]).toEqual([
      ['bad', good(1)],
      [false, false],
    ]);
  });
});
