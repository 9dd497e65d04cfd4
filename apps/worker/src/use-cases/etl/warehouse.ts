import { setTimeout as wait } from 'node:timers/promises';

/** A piece of a job: the rows of a source from one, counted from 0, to before another. */
export interface Piece {
  readonly source: string;
  readonly from: number;
  readonly until: number;
}

/** What an ETL job works with. Yours asks the source for the rows and writes them to their table. */
export abstract class Warehouse {
  abstract knows(source: string): boolean;

  /**
   * Loads a piece. It may be asked for a piece again that it has loaded, when a worker died before it
   * could say so: write rows by a key of their own.
   *
   * @param takesMs how long the stand-in takes.
   * @throws the signal's reason when it is aborted.
   */
  abstract load(piece: Piece, takesMs: number, signal: AbortSignal): Promise<void>;
}

const SOURCES = ['customers', 'invoices', 'orders'];

/** Stands in for a real one: has three sources, and takes as long as it is told. */
export class PretendWarehouse extends Warehouse {
  knows(source: string): boolean {
    return SOURCES.includes(source);
  }

  async load(_: Piece, takesMs: number, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (takesMs > 0) await wait(takesMs, undefined, { signal });
  }
}
