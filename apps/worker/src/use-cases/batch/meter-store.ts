/** A reading of a meter. */
export interface Reading {
  readonly meter: string;
  readonly kWh: number;
  readonly takenAt: string;
}

/** A reading that was not stored: its place among those that were given, and why. */
export interface RefusedReading {
  readonly index: number;
  readonly reason: string;
}

/** Where readings go. Yours writes them with one bulk insert, which is what a batch is for. */
export abstract class MeterStore {
  /**
   * Stores the readings in their order, each of them or not at all by itself. The same reading again
   * is stored without effect.
   */
  abstract store(readings: readonly Reading[]): Promise<readonly RefusedReading[]>;
}

/** Meters whose last reading is remembered; the one that was read longest ago is forgotten first. */
const MAX_METERS = 100_000;

/**
 * Stands in for a database: remembers the last reading of each meter, in the memory of this process.
 * Two workers do not see each other's, so with more than one it must be replaced.
 */
export class FakeMeterStore extends MeterStore {
  private readonly last = new Map<string, Reading>();

  store(readings: readonly Reading[]): Promise<readonly RefusedReading[]> {
    return Promise.resolve(readings.flatMap((reading, index) => this.storeOne(reading, index)));
  }

  private storeOne(reading: Reading, index: number): RefusedReading[] {
    const { kWh, meter } = reading;
    const last = this.last.get(meter);
    // A retry may bring an older one behind a newer one.
    if (last && Date.parse(reading.takenAt) < Date.parse(last.takenAt)) return [];
    const before = last?.kWh ?? 0;
    if (kWh < before) {
      return [{ index, reason: `${kWh} kWh is below the last reading, ${before} kWh` }];
    }
    this.last.delete(meter);
    this.last.set(meter, reading);
    for (const oldest of this.last.keys()) {
      if (this.last.size <= MAX_METERS) break;
      this.last.delete(oldest);
    }
    return [];
  }
}
