import { setTimeout as wait } from 'node:timers/promises';
import type { EtlJobDto } from '@warren/contracts';

/** What is to be loaded. */
export type Job = EtlJobDto['payload'];

/** A piece of a job: its rows from one, counted from 0, to before another. */
export interface Piece {
  readonly from: number;
  readonly until: number;
}

/** What an ETL job works with. Yours asks the source for the rows and writes them to their table. */
export abstract class Warehouse {
  abstract knows(source: string): boolean;

  /**
   * Loads a piece of a job. It may be asked for a piece again that it has loaded, when a worker died before it
   * could say so: write rows by a key of their own.
   *
   * @throws the signal's reason when it is aborted.
   */
  abstract load(job: Job, piece: Piece, signal: AbortSignal): Promise<void>;
}

const SOURCES = ['customers', 'invoices', 'orders'];

/** Stands in for a real one: has three sources, and takes as long over a piece as the job says. */
export class FakeWarehouse extends Warehouse {
  knows(source: string): boolean {
    return SOURCES.includes(source);
  }

  async load({ msPerChunk = 0 }: Job, _: Piece, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (msPerChunk > 0) await wait(msPerChunk, undefined, { signal });
  }
}
