import { queues } from '@warren/contracts';
import type { JournalRecord } from '@warren/messaging';
import { deadLettered, discarded, failed, processed, redriven, saved } from '@warren/views/testing';
import { toEtlJobView } from './etl.dto';
import { EtlJobs } from './etl-jobs.projection';

const { name: queue } = queues.etlJobs;
const payload = { source: 'invoices', rows: 80 };
const event = { id: 'job-1', tipo: 'ETL_JOB', payload };
const timeout = { code: 'handler_timeout', message: 'the handler did not end within 5000 ms' };

const killed = { code: 'delivery_limit', message: 'delivered too often' };

const progress = (endMs: number, done: number, run: object = {}): JournalRecord => ({
  ...saved({ ...run, queue, endMs, done }),
  state: { source: 'invoices' },
});
const lost = (endMs: number, run: object = {}): JournalRecord => ({
  ...failed({ queue, event, endMs, retryInMs: 20, ...run }),
  failure: timeout,
});
const done = (endMs: number, run: object = {}): JournalRecord =>
  processed({ queue, event, endMs, ...run });

function readAll(records: readonly JournalRecord[]): object[] {
  const jobs = new EtlJobs(2);
  for (const each of records) jobs.apply(each);
  return jobs.read();
}

describe('the ETL jobs', () => {
  it('are shown as far as they are, before anything came of them', () => {
    expect(readAll([progress(10, 20), progress(20, 30)])).toMatchObject([
      {
        ...{ messageId: 'm', source: 'invoices', outcome: 'running', done: 30, of: 80 },
        attempt: 1,
      },
    ]);
  });

  const story = [
    progress(10, 20),
    lost(20),
    progress(50, 40, { attempt: 2 }),
    { ...failed({ queue, event, attempt: 2, endMs: 60 }), failure: timeout },
    deadLettered({ queue, attempt: 2, endMs: 60 }),
    redriven({ queue, endMs: 70 }),
    progress(80, 60, { redrives: 1 }),
    done(90, { redrives: 1 }),
  ];

  it.each<[number, object]>([
    [2, { outcome: 'retrying', done: 20, attempt: 1, lastError: timeout }],
    [3, { outcome: 'running', done: 40, attempt: 2, lastError: timeout }],
    [4, { outcome: 'dead-lettered', done: 40, attempt: 2 }],
    [5, { outcome: 'dead-lettered', done: 40, attempt: 2 }],
    [6, { outcome: 'retrying', done: 40 }],
    [7, { outcome: 'running', done: 60, attempt: 1 }],
    [8, { outcome: 'processed', done: 80, of: 80, attempt: 1 }],
  ])('are, after %i records of a long story, what the last one says', (count, expected) => {
    expect(readAll(story.slice(0, count))).toMatchObject([expected]);
    // Each record once more.
    const repeated = story.slice(0, count).flatMap((record) => [record, record]);
    expect(readAll(repeated)).toMatchObject([expected]);
    expect(readAll([...repeated, ...story.slice(0, count - 1)])).toMatchObject([expected]);
  });

  it('are not taken back by what an attempt saves that was given up, or once they are done', () => {
    const late = progress(99, 70);
    expect(readAll([progress(10, 20), lost(20), late])).toMatchObject([{ outcome: 'retrying' }]);
    const second = [progress(50, 40, { attempt: 2 }), late];
    expect(readAll(second)).toMatchObject([{ done: 40, attempt: 2 }]);
    expect(readAll([done(50), late])).toMatchObject([{ outcome: 'processed', done: 80 }]);
  });

  it('are listed when they are dead letters of which nothing else is known', () => {
    const letter = { ...deadLettered({ queue, event, attempt: 1 }), failure: killed };
    const expected = { source: 'invoices', outcome: 'dead-lettered', done: 0, of: 80 };
    expect(readAll([letter])).toMatchObject([{ ...expected, attempt: 1, lastError: killed }]);
    expect(readAll([letter, redriven({ queue })])).toMatchObject([{ outcome: 'retrying' }]);
    expect(readAll([deadLettered({ queue, body: 'no event' })])).toEqual([]);
  });

  it('keep what they are when a dead letter does not say it', () => {
    const letter = deadLettered({ queue, body: 'no event' });
    expect(readAll([progress(10, 20), letter])).toMatchObject([
      { source: 'invoices', outcome: 'dead-lettered', done: 20, of: 80 },
    ]);
  });

  it('are put away when their dead letter is', () => {
    const records = [...story.slice(0, 5), discarded({ queue })];
    expect(readAll(records)).toMatchObject([{ outcome: 'discarded', done: 40 }]);
  });

  it('are those of this queue that have a source, the two with the latest news', () => {
    const records = [
      progress(10, 20),
      progress(11, 20, { messageId: 'n' }),
      progress(12, 30),
      progress(13, 10, { messageId: 'o' }),
      done(14, { messageId: 'other', queue: queues.mensajes.name }),
      done(15, { messageId: 'plain', event: { ...event, payload: {} } }),
      deadLettered({ messageId: 'unknown', queue }),
    ];
    expect(readAll(records)).toMatchObject([{ messageId: 'm' }, { messageId: 'o' }]);
  });

  it('have no source that is longer than their queue takes', () => {
    const forged = { ...event, payload: { ...payload, source: 'x'.repeat(385) } };
    const saves = {
      ...progress(10, 20),
      state: { source: 'x'.repeat(1_000_000) },
    } as JournalRecord;
    expect(readAll([done(10, { event: forged }), saves])).toEqual([]);
  });

  it('that another client forged are answered in at most 4 MiB', () => {
    const long = (chars: number, n = 0): string => `${n}`.padEnd(chars, '\u0001');
    const jobs = new EtlJobs();
    for (let n = 0; n < 300; n += 1) {
      const failure = { code: long(255), message: long(4_096) };
      const forged = { ...event, payload: { source: long(384) } };
      jobs.apply({ ...failed({ queue, event: forged, messageId: long(255, n) }), failure });
    }
    const answer = JSON.stringify(jobs.read().map(toEtlJobView));
    expect(jobs.read()).toHaveLength(200);
    expect(Buffer.byteLength(answer)).toBeLessThan(4_194_304);
  });
});
