import { topology } from '@warren/contracts';
import { waitFor } from '@warren/testing';
import { LadderHarness } from './delay-ladder.harness';

const { levels, unitMs } = topology.delays;
const DAYS_30 = 30 * 86_400_000;

/** Done-when: within a tenth or a second, whichever is more. */
const toleranceOf = (delayMs: number): number => Math.max(delayMs / 10, 1_000);

const stage = (level: number): string => `delay.${String(level).padStart(2, '0')}`;

/** The row is that of the fault matrix in docs/message-loss.md. */
describe('the delay ladder on a broker', () => {
  let ladder: LadderHarness;

  beforeEach(async () => {
    ladder = await LadderHarness.start();
  });

  afterEach(() => ladder.stop());

  it('brings messages of 1 s, 5 s and 30 s, interleaved, each after its own delay, to a tenth or a second (I5)', async () => {
    const delays = [30_000, 1_000, 5_000];
    const ROUNDS = 50;
    const sent = Array.from({ length: ROUNDS }, (_, n) => n).flatMap((n) =>
      delays.map((delayMs) => ({ id: `${delayMs} ${n}`, delayMs })),
    );
    for (const { id, delayMs } of sent) await ladder.send(id, delayMs);
    await waitFor('all of them', () => sent.every(({ id }) => ladder.arrived.has(id)), 90_000);
    // At each of its stages, and at its end, the machine may be as late as with any message.
    const lagMs = ladder.longestLagMs;
    const off = sent.map(({ id, delayMs }) => {
      const { sentAt, confirmedAt, arrivedAt } = ladder.arrived.get(id) ?? never();
      const hops = [...(delayMs / unitMs).toString(2)].filter((bit) => bit === '1').length + 1;
      return {
        id,
        delayMs,
        earlyMs: delayMs - (arrivedAt - sentAt),
        lateMs: arrivedAt - confirmedAt - delayMs,
        isLate: arrivedAt - confirmedAt - delayMs > toleranceOf(delayMs) + hops * lagMs,
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
    expect(off.filter(({ earlyMs }) => earlyMs > unitMs)).toEqual([]);
    expect(await ladder.resting()).toEqual({});
  });

  it('keeps a message of each length in the stage of its highest bit, one of 30 days in the highest', async () => {
    // Stages that hold a message long enough to be looked at, however slow the machine is.
    const long = Array.from({ length: levels }, (_, level) => level).filter(
      (level) => unitMs * 2 ** level >= 120_000,
    );
    for (const level of long) await ladder.send(`level ${level}`, unitMs * 2 ** level);
    await ladder.send('30 days', DAYS_30);
    const expected = Object.fromEntries(long.map((level) => [stage(level), 1]));
    expected[stage(levels - 1)] = 2;
    expect(long.length).toBeGreaterThan(10);
    expect(await ladder.resting()).toEqual(expected);
  });

  it('leads a message of 30 days through exactly the stages that add up to them, and then to its queue', async () => {
    // The stages as they are, but for their times: the lower of two counts.
    await ladder.vhost.management.setPolicy('quick', '^delay\\.', { 'message-ttl': 20 });
    await waitFor('the stages to be quick', async () => {
      await ladder.send('probe', unitMs * 2 ** (levels - 1));
      return waitFor('the probe', () => ladder.arrived.delete('probe'), 2_000);
    });
    await ladder.send('30 days', DAYS_30);
    const { headers } = await waitFor('it', () => ladder.arrived.get('30 days'));
    const walked = headers['x-death'] as { queue: string; count: number; reason: string }[];
    const units = DAYS_30 / unitMs;
    const bits = Array.from({ length: levels }, (_, level) => level).filter(
      (level) => Math.floor(units / 2 ** level) % 2 === 1,
    );
    // RabbitMQ does not say in which order.
    expect(walked.map(({ queue }) => queue).sort()).toEqual(bits.map(stage));
    expect(walked.every(({ count, reason }) => count === 1 && reason === 'expired')).toBe(true);
    expect(bits.reduce((sum, level) => sum + unitMs * 2 ** level, 0)).toBe(DAYS_30);
    expect(await ladder.resting()).toEqual({});
  });

  it.each(['quorum', 'classic'])(
    'does not have what a %s queue with a time to live for each message has: a short delay behind a long one (row 41)',
    async (type) => {
      const { channel } = ladder;
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
      inPlain('mixed', 200);
      await channel.waitForConfirms();
      inPlain('short only', 200);
      await ladder.send('long', 600_000);
      await ladder.send('short', 200);
      await waitFor('the short one of the ladder', () => ladder.arrived.has('short'));
      const depth = async (name: string): Promise<number> =>
        (await channel.checkQueue(name)).messageCount;
      await waitFor(
        'the short one that is alone',
        async () => (await depth('short only over')) === 1,
      );
      // Sent before that one, with the same delay, and it is still there.
      expect(await depth('mixed over')).toBe(0);
      expect(await depth('mixed')).toBe(2);
      expect(ladder.arrived.has('long')).toBe(false);
      expect(Object.values(await ladder.resting())).toEqual([1]);
    },
  );
});

function never(): never {
  throw new Error('it has not arrived');
}
