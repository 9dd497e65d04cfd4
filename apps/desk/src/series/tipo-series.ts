import { OTHER } from '@warren/views';
import { Series } from './series';
import { STEPS } from './series-steps';

/** Tipos that have a series of their own: in a queue, in all of them, and at least in each queue. */
const MAX_TIPOS = { ofQueue: 16, all: 64, reserved: 2 };
/** No event of ours has a longer one. */
const MAX_TIPO_LENGTH = 255;
/** Series are released at most once in such a step. */
const { keptMs: KEPT_MS, stepMs: RELEASE_MS } = STEPS['10m'];

/** The series of tipos, by queue. Those that are past seven days are released, and make place for others. */
export class TipoSeries {
  private readonly queues: ReadonlyMap<string, Map<string, Series>>;
  private readonly shared: number;
  private releasedIn = 0;

  constructor(queues: readonly string[]) {
    this.queues = new Map(queues.map((name) => [name, new Map<string, Series>()]));
    this.shared = Math.max(0, MAX_TIPOS.all - queues.length * MAX_TIPOS.reserved);
  }

  /** The series of a tipo of a queue, or `(other)` of it where there is no place. */
  take(queue: string, tipo: string, nowMs: number): Series {
    this.release(nowMs);
    const tipos = this.of(queue);
    const hasPlace = tipos.has(tipo) || (tipo.length <= MAX_TIPO_LENGTH && this.isFree(tipos));
    const name = hasPlace ? tipo : OTHER;
    const series = tipos.get(name) ?? new Series();
    tipos.set(name, series);
    return series;
  }

  /** By tipo. */
  of(queue: string): Map<string, Series> {
    return this.queues.get(queue) ?? new Map<string, Series>();
  }

  private isFree(tipos: ReadonlyMap<string, Series>): boolean {
    const places = placesOf(tipos);
    if (places < MAX_TIPOS.reserved) return true;
    if (places >= MAX_TIPOS.ofQueue) return false;
    let used = 0;
    for (const each of this.queues.values()) {
      used += Math.max(0, placesOf(each) - MAX_TIPOS.reserved);
    }
    return used < this.shared;
  }

  private release(nowMs: number): void {
    const step = Math.floor(nowMs / RELEASE_MS);
    if (step === this.releasedIn) return;
    this.releasedIn = step;
    for (const tipos of this.queues.values()) {
      for (const [tipo, { lastMs }] of tipos) if (lastMs < nowMs - KEPT_MS) tipos.delete(tipo);
    }
  }
}

function placesOf(tipos: ReadonlyMap<string, Series>): number {
  return tipos.size - (tipos.has(OTHER) ? 1 : 0);
}
