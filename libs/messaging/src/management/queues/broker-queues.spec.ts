import { BrokerQueues, type QueueSources } from './broker-queues';
import { toBrokerQueue, type BrokerQueue } from './read-queues';

const MANAGED = [{ name: 'a', ready: 1, unacked: 2 }];
const ASKED = [{ name: 'a', ready: 1, consumers: 0 }];

describe('asking the broker for its queues', () => {
  let now = 0;
  const management = jest.fn<Promise<readonly BrokerQueue[]>, []>();
  const amqp = jest.fn<Promise<readonly BrokerQueue[]>, []>();

  beforeEach(() => {
    now = 0;
    management.mockReset().mockResolvedValue(MANAGED);
    amqp.mockReset().mockResolvedValue(ASKED);
  });

  const queuesOf = (sources: QueueSources): BrokerQueues =>
    new BrokerQueues(sources, undefined, () => now);

  it('asks once in two seconds for however many, also while the answer is on its way', async () => {
    let answer: (queues: readonly BrokerQueue[]) => void = () => undefined;
    management.mockReturnValueOnce(new Promise((resolve) => (answer = resolve)));
    const queues = queuesOf({ management, amqp });
    const first = [queues.read(), queues.read()];
    now = 60_000;
    first.push(queues.read());
    answer(MANAGED);
    for (const each of await Promise.all(first)) expect(each.queues.get('a')).toBe(MANAGED[0]);
    now += 1_999;
    await queues.read();
    expect(management).toHaveBeenCalledTimes(1);
    now += 1;
    expect(await queues.read()).toMatchObject({ source: 'management' });
    expect(management).toHaveBeenCalledTimes(2);
    expect(amqp).not.toHaveBeenCalled();
  });

  it('asks over AMQP when the management API fails, says why, and leaves that alone for half a minute', async () => {
    management.mockRejectedValueOnce(new Error('answered 401'));
    const queues = queuesOf({ management, amqp });
    expect(await queues.read()).toMatchObject({ source: 'amqp', reason: 'answered 401' });
    now = 29_999;
    const again = await queues.read();
    expect(again).toMatchObject({ source: 'amqp', reason: 'answered 401' });
    expect(again.queues.get('a')).toBe(ASKED[0]);
    expect(management).toHaveBeenCalledTimes(1);
    now = 32_000;
    expect((await queues.read()).source).toBe('management');
  });

  it('says that nothing is known when neither answers, and never rejects', async () => {
    amqp.mockRejectedValue(new Error('ECONNREFUSED'));
    const seen = await queuesOf({ amqp }).read();
    expect(seen).toMatchObject({ source: 'none', reason: 'ECONNREFUSED' });
    expect(seen.queues.size).toBe(0);
  });
});

describe('what the management API says of a queue', () => {
  it('has a rate of 0 where nothing was counted yet, and none where it does not count', () => {
    const counted = { name: 'q', messages: 0, messages_ready: 0, node: 'rabbit@a' };
    expect(toBrokerQueue(counted)).toMatchObject({ inPerSecond: 0, leader: 'rabbit@a' });
    const { inPerSecond, ready } = toBrokerQueue({ name: 'q', state: 'down' });
    expect([inPerSecond, ready]).toEqual([undefined, undefined]);
  });

  it('takes a head without a timestamp, and one of the wrong type, for none', () => {
    const headTimes = ['', 'now', -5, 1_750_000_000].map(
      (head_message_timestamp) => toBrokerQueue({ name: 'q', head_message_timestamp }).headTime,
    );
    expect(headTimes).toEqual([undefined, undefined, undefined, new Date(1_750_000_000_000)]);
  });
});
