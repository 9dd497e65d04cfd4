import { setImmediate as nextTurn } from 'node:timers/promises';
import { EventLoopShare } from './event-loop-share';

describe('the share of the event loop that heavy work has', () => {
  let share: EventLoopShare;
  /** Steps of a millisecond each, of all callers. */
  let steps: number;
  let isOver: boolean;
  let clock: number;

  const busy = (ms: number): void => void (clock += ms);

  beforeEach(() => {
    clock = 0;
    jest.spyOn(performance, 'now').mockImplementation(() => clock);
    share = new EventLoopShare();
    steps = 0;
    isOver = false;
  });

  afterEach(() => jest.restoreAllMocks());

  /** What comes between the turn and the step takes some rounds of promises, as it does in an app. */
  async function work(): Promise<void> {
    while (!isOver) {
      await share.untilTurn();
      for (let round = 0; round < 5; round += 1) await Promise.resolve();
      busy(1);
      steps += 1;
    }
  }

  it('is one for all callers: their steps take 10 ms of a turn together, and a step more', async () => {
    const callers = Array.from({ length: 30 }, work);
    // They all began at once.
    await nextTurn();
    const inTurns: number[] = [];
    for (let turn = 0; turn < 20; turn += 1) {
      const before = steps;
      await nextTurn();
      inTurns.push(steps - before);
    }
    isOver = true;
    await Promise.all(callers);
    expect(Math.max(...inTurns)).toBeLessThanOrEqual(12);
    expect(Math.max(...inTurns)).toBeGreaterThan(1);
  });

  it('comes to every caller in its turn', async () => {
    const done = new Map<number, number>();
    const callers = Array.from({ length: 30 }, async (_, caller) => {
      while (!isOver) {
        await share.untilTurn();
        busy(0.2);
        done.set(caller, (done.get(caller) ?? 0) + 1);
      }
    });
    while (Math.max(0, ...done.values()) < 20) await nextTurn();
    isOver = true;
    await Promise.all(callers);
    expect(done.size).toBe(30);
    expect(Math.min(...done.values())).toBeGreaterThan(0);
  });

  it('is put off in turns that bring a connection, but not for ever', async () => {
    const callers = Array.from({ length: 3 }, work);
    await nextTurn();
    let turns = 0;
    let withWork = 0;
    while (turns < 600 || withWork < 3) {
      const before = steps;
      share.noticeConnection();
      await nextTurn();
      busy(0.5);
      turns += 1;
      if (steps > before) withWork += 1;
    }
    // Two turns can see the work of one share: that in which it begins and the one behind.
    const shares = 1 + turns / 128;
    isOver = true;
    await Promise.all(callers);
    expect(withWork).toBeLessThanOrEqual(2 * shares);
    // For the 64 ms of its 128 turns it has 25 then, and not 10.
    expect(steps).toBeGreaterThan(20 * (shares - 2));
    expect(steps).toBeLessThanOrEqual(26 * shares);
  });
});
