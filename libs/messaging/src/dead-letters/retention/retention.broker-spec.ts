import { createVhost, waitFor, type Vhost } from '@warren/testing';
import { deadLettered, redriven } from '../list/dead-letter.harness';
import type { ProgressRecord } from '../../messages/journal-record';
import { processed } from '../../journal/stream-journal.harness';
import { KeepingWorker } from './retention.harness';

describe('what is open in a journal that keeps little', () => {
  let vhost: Vhost;
  const workers: KeepingWorker[] = [];

  async function start(isKeeping = true): Promise<KeepingWorker> {
    const worker = await KeepingWorker.start(vhost.url, { isKeeping });
    workers.push(worker);
    return worker;
  }

  const place = (messageId: string): { messageId: string; queue: string } => ({
    messageId,
    queue: 'first',
  });

  function progress(messageId: string, done: number): ProgressRecord {
    const { delivery, worker } = processed(messageId);
    return { kind: 'progress', delivery, worker, at: new Date(), done, state: { at: done } };
  }

  beforeEach(async () => {
    vhost = await createVhost();
  });

  afterEach(async () => {
    await Promise.all(workers.splice(0).map((each) => each.stop()));
    await vhost.remove();
  });

  it('is lost without a keeper, which is what it is for', async () => {
    const worker = await start(false);
    await worker.journal.journal.append(deadLettered('d1'));
    await waitFor('it', async () => (await worker.openIds()).length === 1);
    await worker.dropAll(() => true);
    expect(await (await start(false)).openIds()).toEqual([]);
  });

  it('outlives its records: dead letters in their order, and progress; what is settled does not', async () => {
    const worker = await start();
    const { journal } = worker.journal;
    for (const id of ['d1', 'd2', 'd3', 'd4']) await journal.append(deadLettered(id));
    for (const id of ['m1', 'm2']) await journal.append(progress(id, 7));
    await journal.append(redriven(deadLettered('d2')));
    await journal.append(processed('m2'));
    await waitFor('all', async () => (await worker.openIds()).length === 3);
    await worker.dropAll();
    // A second time: what was written again is written again itself.
    await worker.dropAll();
    const late = await start();
    expect(await late.openIds()).toEqual(['d1', 'd3', 'd4']);
    expect(late.letters.get('d3')?.record.body).toBe(deadLettered('d3').body);
    expect(late.progress.current(place('m1'))?.record).toMatchObject({ done: 7, state: { at: 7 } });
    expect(late.progress.current(place('m2'))).toBeUndefined();
    expect(await late.openIds()).toEqual(await worker.openIds());
  });

  it('is written again by one of two workers mostly, and a worker that dies meanwhile harms nothing', async () => {
    const [one, two] = [await start(), await start()];
    const ids = Array.from({ length: 30 }, (_, number) => `d${number}`);
    for (const id of ids) await one.journal.journal.append(deadLettered(id));
    await waitFor('all', async () => (await two.openIds()).length === 30);
    await one.dropAll();
    // Once in each half of what is kept; two workers that wrote all of it would double that.
    process.stdout.write(`written again by two workers: ${one.writtenAgain} records of 30 open\n`);
    two.journal.publisherProxy.mode = 'refuse';
    two.journal.publisherProxy.cut();
    two.journal.proxy.mode = 'refuse';
    two.journal.proxy.cut();
    await one.dropAll();
    expect(await (await start()).openIds()).toEqual(ids);
  });

  it('does not open again by a record that was on its way while somebody acted', async () => {
    // Of the second the test itself is the keeper.
    const [worker, slow] = [await start(), await start(false)];
    const { journal } = worker.journal;
    const letter = deadLettered('d1');
    await journal.append(letter);
    await journal.append(deadLettered('d2'));
    await waitFor('both', () => slow.open.letters.size === 2);
    const late = slow.open
      .takeDue(-1, 2, Date.now())
      .find((record) => 'deadLetterId' in record && record.deadLetterId === 'd1');
    await journal.append(redriven(letter));
    if (late === undefined) throw new Error('it was not handed out');
    await journal.append(late);
    await waitFor('the redrive', async () => (await worker.openIds()).length === 1);
    await worker.dropAll();
    expect(await (await start()).openIds()).toEqual(['d2']);
  });
});
