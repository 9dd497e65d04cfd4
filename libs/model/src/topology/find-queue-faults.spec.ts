import { EventDto } from '../events/event.dto';
import { findQueueFaults } from './find-queue-faults';
import { queue, type Queue, type QueueOptions } from './queue';
import { after } from './retry-policy';
import { topology } from '@warren/testing';

type Settings = Partial<QueueOptions<EventDto>>;

function declare(settings: Settings): Queue {
  return queue('q', { event: EventDto, from: [], ...settings });
}

const faultsOf = (settings: Settings): string[] =>
  findQueueFaults({ ...topology, queues: [declare(settings)] });

describe('the settings of a queue', () => {
  it('have defaults that work', () => {
    expect(declare({})).toMatchObject({
      prefetch: 100,
      concurrency: 100,
      timeLimitMs: 60_000,
      ordering: 'any',
      breaker: { failures: 50, pauseMs: 10_000 },
    });
    expect(faultsOf({})).toEqual([]);
  });

  it('follow from one another: as many at once as are prefetched, one in strict order', () => {
    expect(declare({ prefetch: 20 }).concurrency).toBe(20);
    expect(declare({ ordering: 'strict' })).toMatchObject({ prefetch: 1, concurrency: 1 });
    const batch = { size: 200, waitMs: 1_000 };
    expect(declare({ batch })).toMatchObject({ prefetch: 400, concurrency: 1, batch });
    expect(declare({ breaker: false }).breaker).toBeUndefined();
    expect(faultsOf({ ordering: 'strict' })).toEqual([]);
    expect(faultsOf({ batch })).toEqual([]);
  });

  it.each<[Settings, string]>([
    [{ concurrency: 200 }, "queue 'q' handles 200 at once, which its prefetch of 100 never gives"],
    [
      { batch: { size: 300, waitMs: 100 }, prefetch: 100 },
      "queue 'q' has batches of 300, which its prefetch of 100 never fills",
    ],
    [
      { ordering: 'strict', prefetch: 5, concurrency: 1 },
      "queue 'q' is strict, so its prefetch must be 1 and it cannot be a batch queue",
    ],
    [
      { ordering: 'strict', batch: { size: 1, waitMs: 1 } },
      "queue 'q' is strict, so its prefetch must be 1 and it cannot be a batch queue",
    ],
    [{ timeLimitMs: 0 }, "queue 'q' has timeLimitMs 0: it must be a whole number from 1 on"],
    [
      { timeLimitMs: 30 * 60_000 },
      "queue 'q' has time limit 1800000 ms: the broker itself gives up after 30 minutes",
    ],
    [{ prefetch: 70_000 }, "queue 'q' has prefetch 70000: AMQP allows 65535"],
    [
      { breaker: { failures: 0.5, pauseMs: 1_000 } },
      "queue 'q' has failures 0.5: it must be a whole number from 1 on",
    ],
  ])('are refused when they contradict one another: %p', (settings, fault) => {
    expect(faultsOf(settings)).toEqual([fault]);
  });

  it('may be tried again 24 days later at the latest', () => {
    expect(faultsOf({ retry: after('1ms', '24d') })).toEqual([]);
    expect(faultsOf({ retry: after('25d') })).toEqual([
      "queue 'q' retries after 2160000000 ms; possible are 1 ms to 24 days",
    ]);
    expect(faultsOf({ retry: { delaysMs: [0, 0.4, Number.NaN], jitter: 0 } })).toHaveLength(3);
  });
});
