import type { Channel, ChannelModel } from 'amqplib';
import { countMessages } from './ask-queue';
import { askQueues } from './ask-queues';

const NEVER = 'does not answer';

describe('asking about queues, when the broker opens a channel too late,', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  it.each([
    ['many', (connection: ChannelModel) => askQueues(connection, ['a', 'b'], 3_000)],
    ['one', (connection: ChannelModel) => countMessages(connection, 'a')],
  ])('ends in time, of %s, and leaves no channel', async (_, ask) => {
    let open: (channel: Channel) => void = () => undefined;
    const connection = { createChannel: () => new Promise<Channel>((resolve) => (open = resolve)) };
    const asking = ask(connection as unknown as ChannelModel).catch(String);
    await jest.advanceTimersByTimeAsync(2_000);
    expect(await asking).toContain(NEVER);
    const late = { on: jest.fn(), close: jest.fn(() => Promise.resolve()) };
    open(late as unknown as Channel);
    await jest.advanceTimersByTimeAsync(0);
    expect(late.close).toHaveBeenCalledTimes(1);
    expect(late.on).toHaveBeenCalledWith('error', expect.any(Function));
  });
});
