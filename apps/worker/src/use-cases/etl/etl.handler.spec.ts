import type { EtlJobDto } from '@warren/contracts';
import { PermanentError, type SavedProgress } from '@warren/messaging';
import { processed } from '@warren/views/testing';
import { EtlHandler } from './etl.handler';
import { Warehouse, type Job, type Piece } from './warehouse';

const { delivery } = processed();

/** Knows one source, and fails at a row that the test sets. */
class Recording extends Warehouse {
  readonly loaded: [number, number][] = [];
  failsAt = -1;

  knows(source: string): boolean {
    return source === 'invoices';
  }

  load(_: Job, { from, until }: Piece, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return Promise.reject(signal.reason as Error);
    if (this.failsAt === from) return Promise.reject(new Error('the source is unavailable'));
    this.loaded.push([from, until]);
    return Promise.resolve();
  }
}

describe('the handler of ETL jobs', () => {
  let warehouse: Recording;
  let saved: SavedProgress | undefined;
  let handler: EtlHandler;

  beforeEach(() => {
    warehouse = new Recording();
    saved = undefined;
    handler = new EtlHandler(warehouse, {
      of: () => saved,
      save: (_, progress) => {
        saved = progress;
        return Promise.resolve();
      },
    });
  });

  function run(
    payload: EtlJobDto['payload'],
    signal = new AbortController().signal,
  ): Promise<void> {
    return handler.run({ id: 'job-1', tipo: 'ETL_JOB', payload }, delivery, signal);
  }

  const job = { source: 'invoices', rows: 2_500, chunkRows: 1_000 };

  it('loads a job piece by piece and saves how far it is', async () => {
    await run(job);
    expect(warehouse.loaded).toEqual([
      [0, 1_000],
      [1_000, 2_000],
      [2_000, 2_500],
    ]);
    expect(saved).toEqual({ done: 2_500, of: 2_500, state: { source: 'invoices' } });
  });

  it('continues behind what an earlier attempt has done', async () => {
    warehouse.failsAt = 1_000;
    await expect(run(job)).rejects.toThrow('the source is unavailable');
    expect(saved).toMatchObject({ done: 1_000 });
    warehouse.failsAt = -1;
    await run(job);
    expect(warehouse.loaded.map(([from]) => from)).toEqual([0, 1_000, 2_000]);
  });

  it('starts from the first row when the job has become another one', async () => {
    saved = { done: 2_000, of: 2_500, state: { source: 'orders' } };
    await run(job);
    expect(warehouse.loaded[0]).toEqual([0, 1_000]);
  });

  it('stops when its time is up', async () => {
    await expect(run(job, AbortSignal.abort(new Error('time is up')))).rejects.toThrow(
      'time is up',
    );
    expect(warehouse.loaded).toEqual([]);
    expect(saved).toBeUndefined();
  });

  it('gives up at once on an unknown source', async () => {
    const unknown = run({ ...job, source: 'nowhere' });
    await expect(unknown).rejects.toBeInstanceOf(PermanentError);
    await expect(unknown).rejects.toMatchObject({ code: 'unknown_source' });
  });

  it.each([{}, { source: 'invoices' }, { source: 'invoices', rows: 0 }])(
    'has nothing to do for %j',
    async (payload) => {
      await run(payload);
      expect([warehouse.loaded, saved]).toEqual([[], undefined]);
    },
  );
});
