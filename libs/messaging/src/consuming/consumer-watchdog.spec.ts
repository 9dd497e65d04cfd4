import type { ChannelModel } from 'amqplib';
import { countConsumers } from '../amqp/asking/ask-queue';
import { ConsumerWatchdog } from './consumer-watchdog';
import type { QueueConsumer } from './queue-consumer';

jest.mock('../amqp/asking/ask-queue');

const EVERY_MS = 100;

describe('ConsumerWatchdog', () => {
  beforeEach(() => jest.useFakeTimers());

  afterEach(() => jest.useRealTimers());

  it('does not look again while the broker still answers what it asked before', async () => {
    let answer: (count: number) => void = () => undefined;
    const count = jest.mocked(countConsumers);
    count.mockImplementation(() => new Promise((resolve) => (answer = resolve)));
    const consumer = { queue: 'q', subscribedAs: 'tag' } as QueueConsumer;
    const watchdog = new ConsumerWatchdog(() => [consumer], EVERY_MS);
    watchdog.watch({} as ChannelModel);
    await jest.advanceTimersByTimeAsync(5 * EVERY_MS);
    expect(count).toHaveBeenCalledTimes(1);
    answer(1);
    await jest.advanceTimersByTimeAsync(EVERY_MS);
    expect(count).toHaveBeenCalledTimes(2);
    watchdog.stop();
  });
});
