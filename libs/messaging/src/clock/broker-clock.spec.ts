import { Readiness } from '@warren/platform';
import { BrokerClock } from './broker-clock';

const HOUR_MS = 3_600_000;

describe('the comparison with the clock of the broker', () => {
  let clock: BrokerClock;

  async function compare(aheadMs: number | undefined): Promise<Readiness> {
    const readiness = new Readiness();
    const now = performance.now();
    const time = Math.floor((Date.now() - (aheadMs ?? 0)) / 1_000) * 1_000;
    const answer = aheadMs === undefined ? undefined : { time, askedAt: now, answeredAt: now };
    const publisher = {
      isConnected: true,
      isBlocked: false,
      askTime: () => Promise.resolve(answer),
    };
    clock = new BrokerClock(publisher, readiness);
    clock.onApplicationBootstrap();
    await clock.untilTried();
    return readiness;
  }

  afterEach(() => clock.beforeApplicationShutdown());

  const detailOf = (readiness: Readiness): string | undefined =>
    readiness.report().checks['clock']?.detail;

  it('finds clocks that agree, to a few seconds', async () => {
    const readiness = await compare(3_000);
    expect(clock.isSkewed).toBe(false);
    expect(Math.abs(clock.now() - Date.now())).toBeLessThan(1_000);
    expect(detailOf(readiness)).toBe("agrees with the broker's");
  });

  it('goes by the broker where this clock is ahead, and says by how much', async () => {
    const readiness = await compare(HOUR_MS);
    expect(clock.isSkewed).toBe(true);
    expect(Math.abs(Date.now() - HOUR_MS - clock.now())).toBeLessThan(5_000);
    expect(detailOf(readiness)).toMatch(/^this clock is (3599|360[01]) s ahead of the broker's/);
    expect(readiness.report().ready).toBe(true);
  });

  it('goes by itself where it is behind: what is due then is due by both', async () => {
    const readiness = await compare(-HOUR_MS);
    expect(clock.isSkewed).toBe(true);
    expect(Math.abs(clock.now() - Date.now())).toBeLessThan(5_000);
    expect(detailOf(readiness)).toMatch(/ s behind the broker's/);
  });

  it('notices at once that this clock was set', async () => {
    await compare(0);
    const now = Date.now();
    jest.spyOn(Date, 'now').mockReturnValue(now + HOUR_MS);
    try {
      expect(clock.isSkewed).toBe(true);
      expect(clock.now()).toBeLessThan(now + 60_000);
    } finally {
      jest.restoreAllMocks();
    }
  });

  it('goes by this clock where the broker does not say', async () => {
    const readiness = await compare(undefined);
    expect(clock.isSkewed).toBe(false);
    expect(detailOf(readiness)).toBe('not compared with the broker yet');
  });
});
