import { createVhost, waitFor, type Vhost } from '@warren/testing';
import { ConsumingHarness, event } from '../consuming/consuming.harness';
import type { Delivery } from '../messages/delivery';
import type { FirstQueue } from '../consuming/two-queues.harness';
import { JournalHarness } from '../journal/stream-journal.harness';
import { ProgressStore } from './progress-store';
import { Progress } from './progress';

/** A worker whose handler of the first queue does a job of several pieces. */
interface Worker {
  readonly consuming: ConsumingHarness;
  readonly stream: JournalHarness;
  readonly progress: Progress;
  /** The pieces it has done, in order. */
  readonly done: number[];
}

const PIECES = 6;

describe('the progress of a job', () => {
  let vhost: Vhost;
  const workers: Worker[] = [];
  /** What ends the handlers that would run for ever. */
  let over: AbortController;

  beforeEach(async () => {
    vhost = await createVhost();
    over = new AbortController();
  });

  afterEach(async () => {
    over.abort(new Error('the test is over'));
    for (const { consuming, stream } of workers.splice(0)) {
      await consuming.stop();
      await stream.stop();
    }
    await vhost.remove();
  });

  /** @param stopsAt what happens before a piece is done; by default nothing. */
  async function start(
    stopsAt: (
      piece: number,
      delivery: Delivery,
      signal: AbortSignal,
    ) => Promise<void> | void = () => undefined,
    first: FirstQueue = {},
  ): Promise<Worker> {
    const kept = new ProgressStore();
    const stream = await JournalHarness.start(vhost.url, { projection: kept });
    const place = { vhost, stream: stream.journal };
    const consuming = await ConsumingHarness.launch(first, place);
    const progress = new Progress(stream.journal, kept);
    const worker: Worker = { consuming, stream, progress, done: [] };
    workers.push(worker);
    consuming.handle.mockImplementation(async (_, delivery, signal) => {
      for (let piece = progress.of(delivery)?.done ?? 0; piece < PIECES; piece += 1) {
        await stopsAt(piece, delivery, signal);
        worker.done.push(piece);
        await progress.save(delivery, { done: piece + 1, of: PIECES });
      }
    });
    await consuming.ready();
    return worker;
  }

  const abortable = (signal: AbortSignal): Promise<void> =>
    new Promise((_, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason as Error));
    });

  const hasSaved = ({ stream }: Worker, count: number): boolean =>
    stream.seen.some(({ record }) => record.kind === 'progress' && record.done === count);

  const isProcessed = ({ stream }: Worker): boolean =>
    stream.seen.some(({ record }) => record.kind === 'processed');

  it('is where the next attempt continues, after a failure', async () => {
    const worker = await start((piece, { attempt }) => {
      if (piece === 3 && attempt === 1) throw new Error('the source is unavailable');
    });
    await worker.consuming.publish('first', event('1'), { messageId: 'm1' });
    await waitFor('the end of the job', () => isProcessed(worker));
    expect(worker.done).toEqual([0, 1, 2, 3, 4, 5]);
    expect(worker.consuming.handle).toHaveBeenCalledTimes(2);
    // It is forgotten with the message.
    const [, delivery] = worker.consuming.handle.mock.calls[0] ?? [];
    expect(worker.progress.of(delivery as Delivery)).toBeUndefined();
  });

  it('is where the next attempt continues, when the time of one was up', async () => {
    const worker = await start(
      (piece, { attempt }, signal) =>
        piece === 3 && attempt === 1 ? abortable(signal) : undefined,
      { timeLimitMs: 500 },
    );
    await worker.consuming.publish('first', event('1'), { messageId: 'm1' });
    await waitFor('the end of the job', () => isProcessed(worker));
    expect(worker.done).toEqual([0, 1, 2, 3, 4, 5]);
    const failures = worker.stream.seen.flatMap(({ record }) =>
      record.kind === 'failed' ? [record.failure.code] : [],
    );
    expect(failures).toEqual(['handler_timeout']);
  });

  it('is where another worker continues, when one is killed in the middle', async () => {
    const one = await start((piece) => (piece === 4 ? abortable(over.signal) : undefined));
    await one.consuming.publish('first', event('1'), { messageId: 'm1' });
    const other = await start();
    await waitFor('the other to know of four pieces', () => hasSaved(other, 4));
    one.consuming.kill();
    await waitFor('the end of the job', () => isProcessed(other));
    expect(one.done).toEqual([0, 1, 2, 3]);
    expect(other.done).toEqual([4, 5]);
  });

  it('is where a worker continues that was not there when it was saved', async () => {
    const one = await start((piece) => (piece === 4 ? abortable(over.signal) : undefined));
    await one.consuming.publish('first', event('1'), { messageId: 'm1' });
    await waitFor('four pieces', () => hasSaved(one, 4));
    one.consuming.kill();
    const next = await start();
    await waitFor('the end of the job', () => isProcessed(next));
    expect(next.done).toEqual([4, 5]);
  });

  it('ends the run of a worker that lost its connection, when another one has gone on', async () => {
    const held = new AbortController();
    const one = await start((piece) =>
      piece === 4 ? abortable(held.signal).catch(() => undefined) : undefined,
    );
    await one.consuming.publish('first', event('1'), { messageId: 'm1' });
    const other = await start((piece) => (piece === 5 ? abortable(over.signal) : undefined));
    await waitFor('the other to know of four pieces', () => hasSaved(other, 4));
    one.consuming.kill();
    await waitFor('the first to know of five', () => hasSaved(one, 5));
    held.abort(new Error('go on'));
    const [run] = one.consuming.handle.mock.results as { value: Promise<void> }[];
    await expect(run?.value).rejects.toMatchObject({ code: 'given_up' });
    expect(one.done).toEqual([0, 1, 2, 3, 4]);
    expect(other.done).toEqual([4]);
  });

  it('is not saved when the broker is unavailable: the attempt fails and no piece is skipped', async () => {
    const worker = await start((piece, { attempt }) => {
      if (piece === 3 && attempt === 1) worker.stream.publisherProxy.mode = 'refuse';
      if (piece === 3 && attempt === 1) worker.stream.publisherProxy.cut();
    });
    await worker.consuming.publish('first', event('1'), { messageId: 'm1' });
    await waitFor('the attempt to fail', () => worker.done.length === 4);
    worker.stream.publisherProxy.mode = 'pass';
    await waitFor('the end of the job', () => isProcessed(worker), 30_000);
    expect(worker.consuming.handle).toHaveBeenCalledTimes(2);
    expect([...new Set(worker.done)]).toEqual([0, 1, 2, 3, 4, 5]);
    // Done before it could be saved: that piece, and none before it, may be done again.
    expect(worker.done.filter((piece) => piece !== 3)).toEqual([0, 1, 2, 4, 5]);
  });
});
