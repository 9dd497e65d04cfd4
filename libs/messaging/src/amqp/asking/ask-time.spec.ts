import type { ChannelModel } from 'amqplib';
import { askTime } from './ask-time';

const never = (): Promise<never> => new Promise(() => undefined);

describe('asking a broker for its time', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  it.each(['createChannel', 'assertQueue', 'deleteQueue', 'close'])(
    'ends after two seconds when %s is never answered',
    async (unanswered) => {
      const time = { value: 1_700_000_000 };
      const answer = { properties: { headers: { 'x-death': [{ time }] } } };
      const channel = {
        on: () => undefined,
        once: () => undefined,
        assertQueue: () => Promise.resolve({ queue: 'q' }),
        consume: (_queue: string, receive: (message: object) => void) => {
          receive(answer);
          return Promise.resolve();
        },
        sendToQueue: () => true,
        deleteQueue: () => Promise.resolve(),
        close: () => Promise.resolve(),
      };
      const connection = { createChannel: () => Promise.resolve(channel) };
      const asked = [channel, connection].find((each) => unanswered in each);
      Object.assign(asked ?? {}, { [unanswered]: never });
      const asking = askTime(connection as unknown as ChannelModel).catch(String);
      await jest.advanceTimersByTimeAsync(2_000);
      expect(await asking).toContain('does not answer within 2000 ms');
    },
  );
});
