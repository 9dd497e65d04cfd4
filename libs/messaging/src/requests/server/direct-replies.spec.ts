import type { ChannelModel } from 'amqplib';
import { openConnection } from '../../amqp/connection/open-connection';
import { DirectReplies } from './direct-replies';

jest.mock('../../amqp/connection/open-connection');

const never = (): Promise<never> => new Promise(() => undefined);

const frozen = { once: () => undefined, createChannel: never, close: () => Promise.resolve() };
const channel = {
  on: () => undefined,
  checkQueue: () => Promise.resolve(),
  close: () => Promise.resolve(),
};
const sound = { ...frozen, createChannel: () => Promise.resolve(channel) };

describe('asking which direct reply addresses exist', () => {
  const config = { app: 'test', urls: ['amqp://one', 'amqp://two'], heartbeatSeconds: 7 };
  const close = jest.spyOn(frozen, 'close');

  beforeEach(() => {
    jest.useFakeTimers();
    jest.spyOn(Math, 'random').mockReturnValue(0);
  });

  afterEach(() => {
    jest.useRealTimers();
    jest.restoreAllMocks();
  });

  it.each([
    ['is frozen', () => Promise.resolve(frozen)],
    ['takes no connection', never],
  ])('of a node that %s ends after two seconds, and continues at another', async (_, first) => {
    const open = jest.mocked(openConnection).mockImplementation((url) => {
      const connection: Promise<object> = url === 'amqp://one' ? first() : Promise.resolve(sound);
      return connection as Promise<ChannelModel>;
    });
    const replies = new DirectReplies(config);
    const asked = replies.exists('a').catch(String);
    const waiting = ['b', 'c'].map((each) => replies.exists(each));
    await jest.advanceTimersByTimeAsync(2_000);
    expect(await asked).toContain('does not answer within 2000 ms');
    expect(await Promise.all(waiting)).toEqual([true, true]);
    expect(open.mock.calls.map(([url]) => url)).toEqual(['amqp://one', 'amqp://two']);
    expect(open.mock.calls[0]?.[2]).toMatchObject({ heartbeatSeconds: 7 });
    open.mockReset();
  });

  it('closes the connection to a frozen node', async () => {
    jest.mocked(openConnection).mockResolvedValue(frozen as unknown as ChannelModel);
    const asked = new DirectReplies(config).exists('a').catch(String);
    await jest.advanceTimersByTimeAsync(2_000);
    expect(await asked).toContain('2000 ms');
    expect(close).toHaveBeenCalledTimes(1);
  });

  const answering = (
    known: string,
    next: () => Promise<unknown>,
  ): jest.MockedFunction<typeof openConnection> => {
    const asked = {
      ...channel,
      checkQueue: (name: string) => (name === known ? Promise.resolve() : never()),
    };
    const makeOne = (): unknown => {
      let isFirst = true;
      const createChannel = (): Promise<unknown> => {
        const made = isFirst ? Promise.resolve(asked) : next();
        isFirst = false;
        return made;
      };
      return { ...frozen, createChannel };
    };
    return jest
      .mocked(openConnection)
      .mockImplementation(() => Promise.resolve(makeOne() as ChannelModel));
  };

  it('gives up one whose channel does not answer, for a while, and waits less for others', async () => {
    const open = answering('ok', () => Promise.resolve(channel));
    const replies = new DirectReplies(config);
    const asked = ['a', 'b', 'c', 'd', 'a'].map((each) => replies.exists(each));
    await jest.advanceTimersByTimeAsync(6_600);
    expect(await Promise.all(asked)).toEqual([false, false, false, false, false]);
    expect(await replies.exists('ok')).toBe(true);
    const before = open.mock.calls.length;
    expect(await replies.exists('a')).toBe(false);
    expect(open.mock.calls.length).toBe(before);

    await jest.advanceTimersByTimeAsync(15_000);
    answering('a', () => Promise.resolve(channel));
    expect(await replies.exists('a')).toBe(true);
    open.mockReset();
  });

  it('does not take a node that became slow for a caller that is gone', async () => {
    const open = answering('ok', never);
    const replies = new DirectReplies(config);
    const asked = replies.exists('a').catch(String);
    await jest.advanceTimersByTimeAsync(4_000);
    expect(await asked).toContain('does not answer within 2000 ms');
    answering('a', never);
    expect(await replies.exists('a')).toBe(true);
    open.mockReset();
  });
});
