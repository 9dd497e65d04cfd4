import { headers as names, type BatchPolicy } from '@warren/model';
import { waitFor } from '@warren/testing';
import { ConsumingHarness, event } from '../consuming/consuming.harness';
import { PermanentError } from '../messages/handler-errors';

describe('a handler of batches', () => {
  let harness: ConsumingHarness;
  /** The ids of each batch it was given, with their attempts. */
  let batches: string[][];

  async function start(batch: BatchPolicy): Promise<void> {
    harness = await ConsumingHarness.start({ batch, timeLimitMs: 1_000 });
    batches = [];
  }

  afterEach(() => harness.stop());

  const ids = (count: number): string[] => Array.from({ length: count }, (_, n) => `m${n}`);

  it('is given full batches, and what is left when no more came; all are recorded and acked', async () => {
    await start({ size: 5, waitMs: 200 });
    harness.handleBatch.mockImplementation((items) => {
      batches.push(items.map(({ delivery }) => delivery.messageId));
    });
    await harness.publishAll(ids(12));
    await waitFor('the records', () => harness.journal.records.length === 12);
    expect(batches.flat()).toEqual(ids(12));
    expect(Math.max(...batches.map(({ length }) => length))).toBe(5);
    expect(batches.length).toBeLessThan(12);
    await harness.consumers.beforeApplicationShutdown();
    expect(await harness.depth('first')).toBe(0);
  });

  it('that fails one item has that one tried again, and the others done', async () => {
    await start({ size: 5, waitMs: 200 });
    harness.handleBatch.mockImplementation((items) => {
      batches.push(items.map(({ delivery }) => `${delivery.messageId} ${delivery.attempt}`));
      for (const { delivery, fail } of items) {
        if (delivery.messageId === 'm2' && delivery.attempt === 1) fail(new Error('not this one'));
        if (delivery.messageId === 'm3') fail(new PermanentError('never'));
      }
    });
    await harness.publishAll(ids(5));
    const letter = await harness.deadLetter();
    expect(letter).toMatchObject({
      id: 'm3',
      headers: { [names.attempt]: 1, [names.failureCode]: 'never' },
    });
    await waitFor('the others', () => harness.journal.records.length === 4);
    expect(harness.journal.idsOf('first').sort()).toEqual(['m0', 'm1', 'm2', 'm4']);
    expect(batches.flat()).toEqual([...ids(5).map((id) => `${id} 1`), 'm2 2']);
    expect(harness.first.counts).toEqual({
      processed: 4,
      duplicates: 0,
      retried: 1,
      deadLettered: 1,
      unreadable: 0,
      undeliverable: 0,
    });
  });

  it.each([
    ['throws', () => Promise.reject(new Error('the database is unavailable')), 'Error'],
    ['never returns', () => new Promise<void>(() => undefined), 'handler_timeout'],
  ])('that %s has every item tried again (row 24)', async (_, fail, code) => {
    // Full batches only, so that all three fail together and come back together.
    await start({ size: 3, waitMs: 60_000 });
    harness.handleBatch.mockImplementationOnce(fail);
    await harness.publishAll(ids(3));
    await waitFor('the second attempts', () => harness.journal.records.length === 3);
    expect(harness.journal.records.map(({ delivery }) => delivery.attempt)).toEqual([2, 2, 2]);
    expect(harness.journal.idsOf('first').sort()).toEqual(ids(3));
    expect(harness.first).toMatchObject({ counts: { retried: 3 }, lastError: { code } });
  });

  it('that stops lets the batch that runs end, and leaves the broker what had not begun', async () => {
    await start({ size: 5, waitMs: 200 });
    let release = (): void => undefined;
    harness.handleBatch.mockImplementationOnce(
      () => new Promise<void>((resolve) => (release = resolve)),
    );
    await harness.publishAll(ids(8));
    await waitFor('a batch', () => harness.handleBatch.mock.calls.length === 1);
    const stopped = harness.consumers.beforeApplicationShutdown();
    release();
    await stopped;
    expect(harness.handleBatch).toHaveBeenCalledTimes(1);
    const begun = harness.handleBatch.mock.calls[0]?.[0].length ?? 0;
    expect(harness.journal.idsOf('first')).toEqual(ids(begun));
    await waitFor('the rest', async () => (await harness.depth('first')) === 8 - begun);
  });

  it('is given valid events only: the others are dead-lettered beside it', async () => {
    await start({ size: 5, waitMs: 200 });
    await harness.publish('first', '{"id":', { messageId: 'bad' });
    await harness.publish('first', event('good'), { messageId: 'good' });
    expect(await harness.deadLetter()).toMatchObject({ id: 'bad' });
    await waitFor('the good one', () => harness.journal.idsOf('first').includes('good'));
    expect(harness.handleBatch.mock.calls.flatMap(([items]) => items)).toHaveLength(1);
  });
});
