import type { JournalRecord } from '@warren/messaging';
import { topology } from '@warren/testing';
import { BEGIN, deadLettered, failed, processed } from '@warren/views/testing';
import { clampRange, readPoints, type Metric, type SeriesPoint } from './read-points';
import { SeriesProjection } from './series.projection';
import { STEPS, type StepName } from './series-steps';

const SECOND = 1_000;
const HOUR = 3_600 * SECOND;
const queue = 'mensajes';

describe('series of the journal', () => {
  let now: number;
  let series: SeriesProjection;

  beforeEach(() => {
    now = BEGIN + HOUR;
    series = new SeriesProjection(topology, () => now);
  });

  const apply = (...records: JournalRecord[]): void =>
    records.forEach((each) => series.apply(each));

  function read(
    metric: Metric,
    more: { queue?: string; tipo?: string; step?: StepName } = {},
  ): SeriesPoint[] {
    const step = more.step ?? '10s';
    const asked = { step, fromMs: BEGIN - 8 * 24 * HOUR, toMs: now };
    const points = readPoints(series.select(more.queue, more.tipo), metric, clampRange(asked, now));
    for (;;) {
      const { done, value } = points.next();
      if (done) return value;
    }
  }
  const sum = (...given: Parameters<typeof read>): number =>
    read(...given).reduce((total, { count }) => total + count, 0);

  it('counts what came, was processed, failed and died, each in the step of its own time', () => {
    apply(
      failed({ queue, startMs: 0, endMs: 9_999, retryInMs: 5 }),
      processed({ queue, attempt: 2, startMs: 12_000, endMs: 31_000 }),
      processed({ queue: 'logs.info', messageId: 'n', startMs: 5_000, endMs: 10_000 }),
      deadLettered({ queue, messageId: 'x', endMs: 25_000 }),
    );
    const counts = (metric: Metric): number[] =>
      read(metric)
        .slice(0, 4)
        .map(({ count }) => count);
    expect(read('in')[0]?.at).toBe(new Date(BEGIN).toISOString());
    expect(counts('in')).toEqual([2, 0, 0, 0]);
    expect(counts('failed')).toEqual([1, 0, 0, 0]);
    expect(counts('processed')).toEqual([0, 1, 0, 1]);
    expect(counts('dead')).toEqual([0, 0, 1, 0]);
    expect(sum('processed', { queue })).toBe(1);
    expect(read('processed')).toHaveLength(361);
  });

  it('is the same in any order of the records, and when they come twice', () => {
    const records = Array.from({ length: 50 }, (_, n) =>
      [
        processed({ queue, messageId: `m${n}`, startMs: n * 7_000, endMs: n * 7_000 + n }),
        deadLettered({ queue, messageId: `d${n}`, redrives: n, endMs: n * 60_000 }),
      ].slice(0, 1 + (n % 2)),
    ).flat();
    apply(...records, ...records);
    const metrics = ['in', 'processed', 'dead', 'run'] as const;
    const seen = metrics.map((metric) => read(metric));
    series = new SeriesProjection(topology, () => now);
    apply(...records.reverse());
    expect(metrics.map((metric) => read(metric))).toEqual(seen);
    expect([sum('processed'), sum('dead')]).toEqual([50, 25]);
  });

  it('keeps steps of 10 s for an hour, of 1 min for a day, of 10 min for seven days', () => {
    const ages = [0.5, 2, 30, 7 * 24 - 1, 7 * 24 + 1];
    now = BEGIN + 8 * 24 * HOUR;
    ages.forEach((age, n) => {
      const endMs = now - BEGIN - age * HOUR;
      apply(processed({ queue, messageId: `m${n}`, startMs: endMs, endMs }));
    });
    const steps = Object.keys(STEPS) as StepName[];
    expect(steps.map((step) => sum('processed', { step }))).toEqual([1, 2, 4]);
    // The same records, read after a restart a day later: what is too old by then is gone.
    now += 24 * HOUR;
    expect(steps.map((step) => sum('processed', { step }))).toEqual([0, 0, 3]);
  });

  it('measures how long first attempts waited and attempts ran, to within a fifth', () => {
    for (let n = 1; n <= 100; n += 1) {
      apply(
        processed({ queue, messageId: `m${n}`, startMs: 1_000 * n, endMs: 1_000 * n + n * 10 }),
      );
    }
    apply(
      processed({ queue, messageId: 'redriven', redrives: 1, startMs: 9e5, endMs: 9e5 }),
      processed({ queue, messageId: 'retried', attempt: 2, startMs: 9e5, endMs: 9e5 }),
      processed({
        queue,
        messageId: 'later',
        deliverMs: 8e5,
        relayedMs: 899_000,
        startMs: 9e5,
        endMs: 9e5,
      }),
    );
    const [whole] = read('run', { step: '10m' }).slice(-7);
    expect(whole?.count).toBe(100);
    expect(whole?.p50Ms).toBeGreaterThanOrEqual(400);
    expect(whole?.p50Ms).toBeLessThanOrEqual(600);
    expect(whole?.p95Ms).toBeGreaterThanOrEqual(760);
    expect(whole?.p95Ms).toBeLessThanOrEqual(1_140);
    const [early, later] = read('wait', { step: '10m' }).slice(-7);
    expect([early?.count, later?.count]).toEqual([100, 1]);
    expect(later?.p50Ms).toBeLessThan(1_200);
  });

  it('counts nothing of other queues, nor what is hours ahead, which pushes nothing out either', () => {
    const endMs = HOUR - 5 * SECOND;
    apply(processed({ queue, messageId: 'true', endMs }));
    apply(
      processed({ queue: 'forged', messageId: 'f' }),
      processed({ queue, messageId: 'ahead', endMs: endMs + 391 * 10 * SECOND }),
      processed({ queue, messageId: 'reversed', startMs: 9e12, endMs }),
    );
    expect([sum('processed'), sum('in')]).toEqual([2, 2]);
    expect(series.select('forged')).toEqual([]);
  });

  it('knows when an attempt of a queue ended or reported progress last', () => {
    const ended = processed({ queue, endMs: 1_000 });
    const { delivery } = ended;
    const progress = { kind: 'progress', delivery, worker: 'w', done: 1, state: {} } as const;
    apply(ended, { ...progress, at: new Date(BEGIN + 9_000) });
    expect(series.lastAliveMs(queue)).toBe(BEGIN + 9_000);
    expect(sum('processed')).toBe(1);
  });
});
