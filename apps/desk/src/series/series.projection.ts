import type { JournalRecord, Projection } from '@warren/messaging';
import type { Topology } from '@warren/model';
import { readEvent, RecentKeys } from '@warren/views';
import { Series } from './series';
import type { Counted } from './series-ring';
import { MAX_AHEAD_MS, STEPS } from './series-steps';
import { TipoSeries } from './tipo-series';

/** The tipo of what has none: bytes that are no event. */
const NONE = '(none)';

interface QueueSeries {
  readonly total: Series;
  readonly tipos: ReadonlyMap<string, Series>;
  /** When an attempt ended or reported progress last. */
  lastMs?: number;
}

/** A run of a handler. */
type Attempted = Extract<JournalRecord, { startedAt: Date }>;

/**
 * What came in, was processed, failed and died, and how long it waited and ran: by queue and tipo, by the
 * records' own times. Other queues than those of the topology do not count, nor what is more than five
 * minutes ahead of the broker's time. The first 16 tipos of a queue, and 64 in all but at least two of
 * each queue, have a series of their own until they are not seen for seven days; the others share
 * `(other)` of their queue. A series takes up to 0.8 MB: with 20 queues 85 MB at most. A record that the
 * journal repeats counts once while fewer than 100,000 others are between.
 */
export class SeriesProjection implements Projection {
  private readonly queues: ReadonlyMap<string, QueueSeries>;
  private readonly counted = new RecentKeys();
  private readonly tipos: TipoSeries;

  /** @param now the broker's time, in milliseconds since 1970. */
  constructor(
    topology: Pick<Topology, 'queues'>,
    private readonly now: () => number,
  ) {
    this.tipos = new TipoSeries(topology.queues.map(({ name }) => name));
    this.queues = new Map(
      topology.queues.map(({ name }) => [
        name,
        { total: new Series(), tipos: this.tipos.of(name) },
      ]),
    );
  }

  apply(record: JournalRecord): void {
    if ('againAt' in record && record.againAt) return;
    const isAlive = 'startedAt' in record || record.kind === 'progress';
    const name = (isAlive ? record.delivery.queue : 'queue' in record && record.queue) || '';
    const queue = this.queues.get(name);
    if (queue === undefined || !this.isCounted(record.at)) return;
    if (isAlive) queue.lastMs = Math.max(queue.lastMs ?? 0, record.at.getTime());
    if (!('startedAt' in record) && record.kind !== 'dead-lettered') return;
    if (!this.counted.isNew(keyOf(record))) return;
    const tipo = readEvent(record)?.tipo ?? NONE;
    for (const each of [queue.total, this.tipos.take(name, tipo, this.now())]) {
      if ('startedAt' in record) this.addAttempt(each, record);
      else each.count('dead', record.at.getTime(), this.now());
    }
  }

  /** The series of a queue, or of a tipo in it; of all queues without a name. */
  select(queue?: string, tipo?: string): Series[] {
    const named = queue === undefined ? [...this.queues.values()] : [this.queues.get(queue)];
    return named.flatMap(
      (each) => (tipo === undefined ? each?.total : each?.tipos.get(tipo)) ?? [],
    );
  }

  /** The tipos that have a series there, in order. */
  tiposOf(queue?: string): string[] {
    const named = queue === undefined ? [...this.queues.values()] : [this.queues.get(queue)];
    return [...new Set(named.flatMap((each) => [...(each?.tipos.keys() ?? [])]))].sort();
  }

  /** When an attempt of a queue ended or reported progress last, in milliseconds since 1970. */
  lastAliveMs(queue: string): number | undefined {
    return this.queues.get(queue)?.lastMs;
  }

  /** What was counted in a queue within the last six full steps of ten seconds. */
  lastMinute(queue: string, metric: Counted): number {
    return this.since(queue, metric, 6);
  }

  /** What was counted in a queue within the last `steps` full steps of ten seconds. */
  since(queue: string, metric: Counted, steps: number): number {
    const ring = this.queues.get(queue)?.total.ring('10s');
    if (ring === undefined) return 0;
    const current = Math.floor(this.now() / ring.stepMs);
    let sum = 0;
    for (let step = current - steps; step < current; step += 1) {
      sum += ring.read(metric, step * ring.stepMs);
    }
    return sum;
  }

  private isCounted(at: Date): boolean {
    const aheadMs = at.getTime() - this.now();
    return aheadMs <= MAX_AHEAD_MS && aheadMs >= -STEPS['10m'].keptMs;
  }

  private addAttempt(series: Series, record: Attempted): void {
    const now = this.now();
    const { at, delivery, kind, startedAt } = record;
    const startMs = Math.min(startedAt.getTime(), at.getTime());
    series.count(kind, at.getTime(), now);
    series.measure('run', at.getTime(), at.getTime() - startMs, now);
    if (delivery.attempt !== 1) return;
    series.count('in', startMs, now);
    const { deferred, publishedAt, redrives } = delivery;
    const readyAt = deferred?.relayedAt ?? (deferred ? undefined : publishedAt);
    // A redriven message was ready when it was redriven, which its record does not say.
    if (redrives > 0 || readyAt === undefined) return;
    series.measure('wait', startMs, startMs - readyAt.getTime(), now);
  }
}

function keyOf(record: JournalRecord): string {
  if (!('startedAt' in record)) return `dead ${'queue' in record ? record.deadLetterId : ''}`;
  const { attempt, messageId, queue, redrives } = record.delivery;
  return `${record.kind} ${queue} ${messageId} ${redrives} ${attempt}`;
}
