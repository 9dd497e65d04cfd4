import { queues } from '@warren/contracts';
import { checkRecord, DeadLetters, isClaimRecord, type JournalRecord } from '@warren/messaging';
import { spoilt } from '@warren/testing';
import fc from 'fast-check';
import { toDeadLetterDto } from '../dead-letters/dead-letter.dto';
import { EventsPerHour } from '../stats/events-per-hour.projection';
import { toHourCountDto } from '../stats/stats.dto';
import { EtlJobs } from '../use-cases/etl/etl-jobs.projection';
import { toEtlJobView } from '../use-cases/etl/etl.dto';
import { LogLines } from '../use-cases/logs/log-lines.projection';
import { toLogLineView } from '../use-cases/logs/logs.dto';
import { findMessages } from './find-messages';
import { toMessageDto } from './message.dto';
import { MessagesProjection } from './messages.projection';
import { deadLettered, discarded, failed, processed, redriven, saved } from './records.harness';
import { tellStory } from './tell-story';

const line = { id: 'l', tipo: 'LINE', payload: { level: 'info', source: 'billing', text: 'x' } };
const job = { id: 'j', tipo: 'ETL', payload: { source: 'invoices', rows: 7 } };
const [lines, jobs] = [queues.logsLines.name, queues.etlJobs.name];

const RECORDS: readonly JournalRecord[] = [
  processed(),
  processed({ queue: lines, event: line }),
  processed({ queue: jobs, event: job, deliverMs: 5, relayedMs: 6 }),
  failed({ retryInMs: 5, queue: jobs, event: job }),
  failed(),
  saved({ done: 3, queue: jobs }),
  deadLettered({ queue: jobs, event: job }),
  deadLettered({ body: `{"id":"x","tipo":"T","payload":{"a":${'['.repeat(5_000)}` }),
  deadLettered({ body: 'null' }),
  redriven({ edited: line }),
  discarded(),
];

const anySpoilt: fc.Arbitrary<string> = fc
  .constantFrom(...RECORDS)
  .chain((record) => spoilt({ v: 1, ...record }));

/** Every view that the worker has, and all that it shows of them. */
class Views {
  readonly messages = new MessagesProjection(100, 50_000_000);
  readonly events = new EventsPerHour();
  readonly letters = new DeadLetters(100, 50_000_000);
  readonly jobs = new EtlJobs();
  readonly lines = new LogLines();
  private offset = 0;

  /** As the journal's feed does it: what throws for a view is lost to that view alone. */
  apply(record: JournalRecord): unknown[] {
    this.offset += 1;
    return [this.messages, this.events, this.letters, this.jobs, this.lines].filter((view) => {
      try {
        view.apply(record, this.offset);
        return false;
      } catch {
        return true;
      }
    });
  }

  /** As JSON, which is how it is sent. */
  show(): string {
    const { entries } = findMessages(this.messages, { outcome: 'any', limit: 100, text: '' });
    const all = findMessages(this.messages, { outcome: 'any', limit: 100, correlationId: 'c' });
    const { letters } = this.letters.find({ state: 'any' }, { limit: 100 });
    return JSON.stringify([
      [...entries, ...all.entries].map(toMessageDto),
      [...entries].map(({ messageId }) => tellStory(messageId, this.messages.entriesOf(messageId))),
      letters.map(toDeadLetterDto),
      this.letters.groups({ state: 'any' }).length,
      this.events.read().map(toHourCountDto),
      this.jobs.read().map(toEtlJobView),
      this.lines.counters(),
      this.lines.tail({ level: 'debug', limit: 100 }).map(toLogLineView),
    ]);
  }
}

describe('a record of any shape', () => {
  it('leaves every view able to take the next ones and to be shown (I15)', () => {
    fc.assert(
      fc.property(fc.array(anySpoilt, { minLength: 1, maxLength: 5 }), (texts) => {
        const views = new Views();
        views.apply(processed({ messageId: 'before', queue: lines, event: line }));
        const records = texts.map(checkRecord).filter((record) => record !== undefined);
        for (const record of records) {
          // No view is given a claim.
          if (isClaimRecord(record)) continue;
          // Only a view of one kind of event may find none in it.
          expect(views.apply(record).every((view) => view === views.lines)).toBe(true);
        }
        expect(views.apply(processed({ messageId: 'after', queue: lines, event: line }))).toEqual(
          [],
        );
        const shown = views.show();
        expect(shown).toContain('"before"');
        expect(shown).toContain('"after"');
        expect(views.lines.tail({ level: 'info', limit: 2 }).at(-1)?.messageId).toBe('after');
      }),
      { numRuns: 300 },
    );
  });

  it('is shown as far as it can be: a dead letter with its bytes, its message without an event', () => {
    const views = new Views();
    const body = `{"id":"x","tipo":"T","payload":{"a":${'['.repeat(5_000)}${']'.repeat(5_000)}}}`;
    expect(views.apply(deadLettered({ body }))).toEqual([]);
    const [letter] = views.letters.find({}, { limit: 1 }).letters;
    expect(letter?.record.body).toBe(body);
    expect(letter?.eventId).toBeUndefined();
    const [entry] = views.messages.entriesOf('m');
    expect(entry && toMessageDto(entry)).toMatchObject({
      payload: null,
      delivery: { outcome: 'dead-lettered' },
    });
  });

  it.each([
    ['a source that cannot be compared', { source: { toString: 1 } }],
    ['a level that is none', { level: 'loud' }],
    ['no text', { text: undefined }],
  ])('that is a log line with %s is not shown, and the others are', (_, change) => {
    const views = new Views();
    const event = { ...line, payload: { ...line.payload, ...change } };
    expect(views.apply(processed({ messageId: 'odd', queue: lines, event }))).toEqual([
      views.lines,
    ]);
    expect(views.apply(processed({ messageId: 'fine', queue: lines, event: line }))).toEqual([]);
    expect(views.lines.counters()).toEqual([{ source: 'billing', level: 'info', lines: 1 }]);
    expect(views.show()).toContain('"odd"');
  });

  it('that cannot be folded leaves no trace of a message', () => {
    const messages = new MessagesProjection(100, 1_000_000);
    const loop: Record<string, unknown> = {};
    loop['loop'] = loop;
    const event = { id: 'x', tipo: 'T', payload: loop };
    expect(() => messages.apply(processed({ event }), 1)).toThrow(TypeError);
    expect(messages.entriesOf('m')).toEqual([]);
    messages.apply(processed(), 2);
    expect(messages.entriesOf('m')).toHaveLength(1);
    expect(() => messages.apply(processed({ event, attempt: 2 }), 3)).toThrow(TypeError);
    const [entry] = messages.entriesOf('m');
    expect(entry?.body).toBe('{"id":"e-m","tipo":"T","payload":{}}');
    expect(entry?.steps.split('\n')).toHaveLength(1);
  });
});
