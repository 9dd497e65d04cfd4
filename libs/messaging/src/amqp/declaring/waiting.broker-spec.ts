import { topology, waitFor } from '@warren/testing';
import { stageFor } from './plan-waiting';
import { WaitingHarness } from './waiting.harness';

const { levels, unitMs } = topology.delays;
const DAYS_30 = 30 * 86_400_000;

/** Done-when: within a tenth or a second, whichever is more. */
const toleranceOf = (delayMs: number): number => Math.max(delayMs / 10, 1_000);

/** The row is that of the fault matrix in docs/message-loss.md. */
describe('messages that wait on a broker', () => {
  let harness: WaitingHarness;

  beforeEach(async () => {
    harness = await WaitingHarness.start();
  });

  afterEach(() => harness.stop());

  it('come after 1 s, 5 s and 30 s, interleaved, each after its own wait, to a tenth or a second (I5)', async () => {
    const delays = [30_000, 1_000, 5_000];
    const ROUNDS = 50;
    const sent = Array.from({ length: ROUNDS }, (_, n) => n).flatMap((n) =>
      delays.map((delayMs) => ({ id: `${delayMs} ${n}`, delayMs })),
    );
    for (const { id, delayMs } of sent) await harness.retry(id, delayMs);
    await waitFor('all of them', () => sent.every(({ id }) => harness.arrived.has(id)), 90_000);
    // On its way into the retry queue and out of it the machine may be as late as with any message.
    const lagMs = harness.longestLagMs;
    const off = sent.map(({ id, delayMs }) => {
      const { sentAt, confirmedAt, arrivedAt } = harness.arrived.get(id) ?? never();
      return {
        id,
        delayMs,
        earlyMs: delayMs - (arrivedAt - sentAt),
        lateMs: arrivedAt - confirmedAt - delayMs,
        isLate: arrivedAt - confirmedAt - delayMs > toleranceOf(delayMs) + 2 * lagMs,
      };
    });
    const worst = (of: 'earlyMs' | 'lateMs', delayMs: number): string =>
      Math.max(...off.filter((each) => each.delayMs === delayMs).map((each) => each[of])).toFixed(
        0,
      );
    process.stdout.write(
      delays.map((d) => `${d} ms: at most ${worst('lateMs', d)} ms late`).join(', ') +
        `; without a delay ${lagMs.toFixed(0)} ms\n`,
    );
    expect(off.filter(({ isLate }) => isLate)).toEqual([]);
    // The broker counts in whole milliseconds.
    expect(off.filter(({ earlyMs }) => earlyMs > 1)).toEqual([]);
    expect(await harness.resting()).toEqual({});
  });

  it('wait behind one of the same wait no longer than its jitter makes it, and twice that when a client says nothing', async () => {
    await harness.retry('longer', 1_000, { expiration: 1_500 });
    await harness.retry('shorter', 1_000, { expiration: 1_000 });
    await harness.publish('target.retry.1s', 'silent');
    await waitFor('all of them', () => harness.arrived.has('silent'));
    expect([...harness.arrived.keys()].filter((id) => !id.startsWith('control'))).toEqual([
      'longer',
      'shorter',
      'silent',
    ]);
    const { arrivedAt, sentAt } = harness.arrived.get('silent') ?? never();
    expect(arrivedAt - sentAt).toBeGreaterThan(1_900);
  });

  it('rest in the longest stage that ends before their time, those of 30 days in the highest', async () => {
    // Stages that hold a message long enough to be looked at, however slow the machine is.
    const long = Array.from({ length: levels }, (_, level) => unitMs * 2 ** level).filter(
      (ms) => ms >= 120_000,
    );
    expect(long.length).toBeGreaterThan(10);
    for (const ms of [...long, DAYS_30])
      await harness.publish(stageFor(topology.delays, ms), `${ms}`);
    const each = long.map((ms) => [stageFor(topology.delays, ms), 1] as const);
    expect(await harness.resting()).toEqual({ ...Object.fromEntries(each), 'delay.stage.24': 2 });
  });

  it.each([
    ['is full', (): Promise<unknown> => fill('other')],
    ['is gone', (): Promise<unknown> => harness.channel.deleteQueue('other')],
  ])('are not held up by 100 that wait for a queue that %s', async (_, trouble) => {
    await trouble();
    const held = Array.from({ length: 100 }, (_each, n) => `held ${n}`);
    for (const id of held) await harness.retry(id, 1_000, { queue: 'other' });
    // Sent after them, with the same wait: when it comes, theirs is over.
    await harness.retry('clock', 1_000);
    await waitFor('their time to be over', () => harness.arrived.has('clock'));
    await harness.retry('free', 1_000);
    await harness.publish(stageFor(topology.delays, 100), 'due');
    await waitFor('both', () => harness.arrived.has('free') && harness.arrived.has('due'));
    // The broker counts what it could not hand on among all of a queue, and not as ready.
    const counted = await waitFor('all to be counted where they wait', async () => {
      const queues = await harness.vhost.management.queues();
      const count = queues.find(({ name }) => name === 'other.retry.1s')?.messages ?? 0;
      return count >= 100 && count;
    });
    expect(counted).toBe(100);
  });

  it.each(['quorum', 'classic'])(
    'does not have what a %s queue with a time to live for each message has: a short delay behind a long one (row 41)',
    async (type) => {
      const { channel } = harness;
      const queue = (name: string): Promise<unknown> =>
        channel.assertQueue(name, {
          durable: true,
          arguments: {
            'x-queue-type': type,
            'x-dead-letter-exchange': '',
            'x-dead-letter-routing-key': `${name} over`,
          },
        });
      for (const name of ['mixed', 'short only']) {
        await queue(name);
        await channel.assertQueue(`${name} over`, { durable: true });
      }
      const inPlain = (name: string, delayMs: number): void =>
        void channel.publish('', name, Buffer.from(''), { expiration: delayMs });
      inPlain('mixed', 600_000);
      inPlain('mixed', 1_000);
      await channel.waitForConfirms();
      inPlain('short only', 1_000);
      await harness.retry('long', 600_000);
      await harness.retry('short', 1_000);
      await waitFor('the short one of ours', () => harness.arrived.has('short'));
      const depth = async (name: string): Promise<number> =>
        (await channel.checkQueue(name)).messageCount;
      await waitFor(
        'the short one that is alone',
        async () => (await depth('short only over')) === 1,
      );
      // Sent before that one, with the same delay, and it is still there.
      expect(await depth('mixed over')).toBe(0);
      expect(await depth('mixed')).toBe(2);
      expect(harness.arrived.has('long')).toBe(false);
      expect(await harness.resting()).toEqual({ 'target.retry.10m': 1 });
    },
  );

  /** Makes a queue refuse, as one does that has its `x-max-length`. */
  async function fill(name: string): Promise<void> {
    await harness.vhost.management.setPolicy('full', `^${name}$`, {
      'max-length': 1,
      overflow: 'reject-publish',
    });
    const refuses = (): Promise<boolean> =>
      harness.publish(name, 'filler').then(
        () => false,
        () => true,
      );
    await waitFor('it to refuse', refuses);
  }
});

function never(): never {
  throw new Error('it has not arrived');
}
