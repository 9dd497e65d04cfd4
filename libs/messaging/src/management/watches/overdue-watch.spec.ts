import { Logger } from '@nestjs/common';
import { Readiness } from '@warren/platform';
import { waitFor } from '@warren/testing';
import type { QueueCounts } from '../read-queue-counts';
import { OverdueWatch } from './overdue-watch';

const WAITING = 'jobs.retry.1s';
const counts = (name: string, messages: number, ready = 0, held = 0): QueueCounts => ({
  ...{ name, messages, messages_ready: ready, messages_unacknowledged: held },
});

describe('watching for messages that wait too long', () => {
  const read = jest.fn<Promise<readonly QueueCounts[]>, []>();
  const warn = jest.spyOn(Logger.prototype, 'warn');
  let readiness: Readiness;
  let watch: OverdueWatch;

  beforeEach(() => {
    read.mockReset();
    warn.mockReset();
    readiness = new Readiness();
    watch = new OverdueWatch([WAITING, 'delay.stage.01'], read, readiness, 1);
  });

  afterEach(() => watch.onApplicationShutdown());

  const detail = (): string | undefined => readiness.report().checks['waiting']?.detail;

  async function untilLooked(times: number): Promise<void> {
    const before = read.mock.calls.length;
    await waitFor(`${times} looks`, () => read.mock.calls.length > before + times);
  }

  it('names a queue whose messages stay for a minute, in one warning and in readiness, which stays green', async () => {
    read.mockResolvedValue([counts(WAITING, 52), counts('delay.stage.01', 9, 9)]);
    watch.onApplicationBootstrap();
    await untilLooked(10);
    expect(detail()).toBe(`degraded: messages stay though their wait is over: ${WAITING} (52)`);
    expect(readiness.report().ready).toBe(true);
    expect(warn).toHaveBeenCalledTimes(1);
    read.mockResolvedValue([counts(WAITING, 3, 3)]);
    await waitFor('it to be in time', () => detail() === 'in time');
  });

  it("names none that waits, is being handed on for a moment, or is another client's", async () => {
    let look = 0;
    const busy = counts(WAITING, 100, 40);
    read.mockImplementation(() =>
      Promise.resolve([(look += 1) % 6 === 0 ? counts(WAITING, 40, 40) : busy, counts('own', 7)]),
    );
    watch.onApplicationBootstrap();
    await untilLooked(20);
    expect(detail()).toBe('in time');
    read.mockResolvedValue([{ name: WAITING }, counts('delay.stage.01', 3, 1, 2)]);
    await untilLooked(10);
    expect(detail()).toBe('in time');
    expect(warn).not.toHaveBeenCalled();
  });

  it('names none from which some leave while others come', async () => {
    let look = 0;
    read.mockImplementation(() => Promise.resolve([counts(WAITING, 5 + ((look += 1) % 5))]));
    watch.onApplicationBootstrap();
    await untilLooked(20);
    expect(detail()).toBe('in time');
    expect(warn).not.toHaveBeenCalled();
  });

  it('is not known where the API does not answer, and is well', async () => {
    read.mockRejectedValue(new Error('answered 500'));
    watch.onApplicationBootstrap();
    await untilLooked(3);
    expect(readiness.report()).toMatchObject({ ready: true });
    expect(detail()).toBe('not known: answered 500');
    read.mockResolvedValue([]);
    await waitFor('it to be known', () => detail() === 'in time');
  });
});
