import { queues } from '@warren/contracts';
import { checkRecord, DeadLetters, isAboutMessage, type JournalRecord } from '@warren/messaging';
import { TimeSlices } from '@warren/platform';
import { runToEnd, spoilt } from '@warren/testing';
import {
  EventsPerHour,
  findMessages,
  MessagesProjection,
  buildStory,
  toDeadLetterDto,
  toHourCountDto,
  writeMessage,
} from '@warren/views';
import { deadLettered, discarded, failed, processed, redriven, saved } from '@warren/views/testing';
import fc from 'fast-check';
import { EtlJobs } from './use-cases/etl/etl-jobs.projection';
import { toEtlJobView } from './use-cases/etl/etl.dto';
import { LogLines } from './use-cases/logs/log-lines.projection';
import { toLogLineView } from './use-cases/logs/logs.dto';

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
  readonly letters = new DeadLetters(100, 50_000_000, new TimeSlices());
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
  async show(): Promise<string> {
    const search = { outcome: 'any', limit: 100 } as const;
    const found = runToEnd(findMessages(this.messages, { ...search, text: '' })).items;
    const all = runToEnd(findMessages(this.messages, { ...search, correlationId: 'c' })).items;
    const { items: letters } = await this.letters.find({ state: 'any' }, { limit: 100 });
    const { groups } = await this.letters.groups({ state: 'any' }, { limit: 100 });
    const storyOf = (messageId: string): unknown =>
      runToEnd(buildStory(messageId, this.messages.entriesOf(messageId)));
    return JSON.stringify([
      [...found, ...all].map((entry) => JSON.parse(writeMessage(entry)) as unknown),
      found.map(({ messageId }) => storyOf(messageId)),
      letters.map(toDeadLetterDto),
      groups.length,
      this.events.read().map(toHourCountDto),
      this.jobs.read().map(toEtlJobView),
      this.lines.counters(),
      this.lines.tail({ level: 'debug', limit: 100 }).map(toLogLineView),
    ]);
  }
}

// Each run waits for its slices of time.
jest.setTimeout(60_000);

describe('a record of any shape', () => {
  it('leaves every view able to take the next ones and to be shown (I15)', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anySpoilt, { minLength: 1, maxLength: 5 }), async (texts) => {
        const views = new Views();
        views.apply(processed({ messageId: 'before', queue: lines, event: line }));
        const records = texts.map(checkRecord).filter((record) => record !== undefined);
        for (const record of records) {
          // No view is given what is not about a message.
          if (!isAboutMessage(record)) continue;
          // Only a view of one kind of event may find none in it.
          expect(views.apply(record).every((view) => view === views.lines)).toBe(true);
        }
        expect(views.apply(processed({ messageId: 'after', queue: lines, event: line }))).toEqual(
          [],
        );
        const shown = await views.show();
        expect(shown).toContain('"before"');
        expect(shown).toContain('"after"');
        expect(views.lines.tail({ level: 'info', limit: 2 }).at(-1)?.messageId).toBe('after');
      }),
      { numRuns: 300 },
    );
  });

  it('is shown as far as it can be: a dead letter with its bytes, its message without an event', async () => {
    const views = new Views();
    const body = `{"id":"x","tipo":"T","payload":{"a":${'['.repeat(5_000)}${']'.repeat(5_000)}}}`;
    expect(views.apply(deadLettered({ body }))).toEqual([]);
    const [letter] = (await views.letters.find({}, { limit: 1 })).items;
    expect(letter?.record.body).toBe(body);
    expect(letter?.eventId).toBeUndefined();
    const [entry] = views.messages.entriesOf('m');
    expect(entry && JSON.parse(writeMessage(entry))).toMatchObject({
      payload: null,
      delivery: { outcome: 'dead-lettered' },
    });
  });

  it.each([
    ['a source that cannot be compared', { source: { toString: 1 } }],
    ['a level that is none', { level: 'loud' }],
    ['no text', { text: undefined }],
    ['a text longer than any', { text: 'x'.repeat(3 * 8_192 + 1) }],
    ['a source longer than any', { source: 'x'.repeat(100_000) }],
  ])('that is a log line with %s is not shown, and the others are', async (_, change) => {
    const views = new Views();
    const event = { ...line, payload: { ...line.payload, ...change } };
    expect(views.apply(processed({ messageId: 'odd', queue: lines, event }))).toEqual([
      views.lines,
    ]);
    expect(views.apply(processed({ messageId: 'fine', queue: lines, event: line }))).toEqual([]);
    expect(views.lines.counters()).toEqual([{ source: 'billing', level: 'info', lines: 1 }]);
    expect(await views.show()).toContain('"odd"');
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
