import type { JournalRecord, Projection } from '@warren/messaging';
import { matchesBinding, type Binding, type Topology } from '@warren/model';
import { SeriesRing } from '../series/series-ring';
import { MAX_AHEAD_MS } from '../series/series-steps';

const STEP_MS = 10_000;
const STEPS = 6;
const MINUTE_MS = STEPS * STEP_MS;

/**
 * How many messages came along each binding within the last minute, by the exchange and routing key that
 * their first attempts have. 10 kB for each binding along which anything came: other names than those of
 * the topology are not kept. A record that the journal has twice counts twice.
 */
export class RouteRates implements Projection {
  private readonly queues: ReadonlyMap<string, readonly Binding[]>;
  private readonly rings = new Map<Binding, SeriesRing>();
  /** What came by the name of the queue. */
  private readonly direct = new Map<string, SeriesRing>();

  /** @param now the broker's time, in milliseconds since 1970. */
  constructor(
    topology: Pick<Topology, 'queues'>,
    private readonly now: () => number,
  ) {
    this.queues = new Map(topology.queues.map(({ bindings, name }) => [name, bindings]));
  }

  apply(record: JournalRecord): void {
    if (!('startedAt' in record)) return;
    const { attempt, exchange, headers, queue, redrives, replayOf, routingKey } = record.delivery;
    const bindings = this.queues.get(queue);
    const atMs = record.startedAt.getTime();
    const age = this.now() - atMs;
    const isRecent = age <= MINUTE_MS + STEP_MS && age >= -MAX_AHEAD_MS;
    const isPublished = attempt === 1 && redrives === 0 && replayOf === undefined;
    if (bindings === undefined || !isRecent || !isPublished) return;
    if (exchange === '') return ringOf(this.direct, queue).count('in', atMs);
    for (const binding of bindings) {
      const isOf = binding.exchange.name === exchange;
      if (!isOf || !matchesBinding(binding, routingKey, headers)) continue;
      ringOf(this.rings, binding).count('in', atMs);
    }
  }

  /** Messages a second along a binding of the topology. */
  along(binding: Binding): number {
    return this.rate(this.rings.get(binding));
  }

  /** Messages a second that were published to a queue by its name. */
  straightTo(queue: string): number {
    return this.rate(this.direct.get(queue));
  }

  private rate(ring: SeriesRing | undefined): number {
    if (ring === undefined) return 0;
    const current = Math.floor(this.now() / STEP_MS);
    let sum = 0;
    for (let step = current - STEPS; step < current; step += 1) {
      sum += ring.read('in', step * STEP_MS);
    }
    return Math.round((sum / (MINUTE_MS / 1_000)) * 100) / 100;
  }
}

function ringOf<K>(rings: Map<K, SeriesRing>, key: K): SeriesRing {
  const known = rings.get(key) ?? new SeriesRing(STEP_MS, MINUTE_MS);
  rings.set(key, known);
  return known;
}
