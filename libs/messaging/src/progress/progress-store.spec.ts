import type { DeadLetteredRecord, JournalRecord } from '../messages/journal-record';
import { processed } from '../journal/stream-journal.harness';
import { ProgressStore } from './progress-store';
import { saved } from './progress.harness';

const acted = {
  ...{ deadLetterId: 'd', messageId: 'm', queue: 'first', at: new Date(0) },
  ...{ by: 'ana', reason: 'the source is known now' },
};

function doneOf(records: readonly JournalRecord[], messageId = 'm', queue = 'first'): unknown {
  const kept = new ProgressStore(3);
  for (const each of records) kept.apply(each);
  return kept.of({ messageId, queue })?.done;
}

describe('the progress that is kept', () => {
  it('is what was saved last, of each message in each queue', () => {
    const records = [saved('m', { done: 1 }), saved('n', { done: 7 }), saved('m', { done: 2 })];
    expect(doneOf(records)).toBe(2);
    expect(doneOf(records, 'n')).toBe(7);
    expect(doneOf(records, 'm', 'second')).toBeUndefined();
  });

  it.each([
    ['a later attempt', { attempt: 2 }],
    ['a later delivery of the attempt', { redeliveries: 1 }],
    ['an attempt after a redrive', { redrives: 1 }],
  ])('is that of %s, also when an earlier run still saves, under any clock', (_, run) => {
    const later = saved('m', { done: 3, ...run, atMs: 0 });
    const earlier = saved('m', { done: 9, atMs: 5_000 });
    expect(doneOf([later, earlier])).toBe(3);
    expect(doneOf([earlier, later])).toBe(3);
  });

  it('recognises a run that was given up, once a later one has saved something', () => {
    const kept = new ProgressStore();
    const [earlier, later] = [saved('m', { done: 1 }), saved('m', { done: 2, attempt: 2 })];
    kept.apply(earlier);
    expect(kept.isGivenUp(earlier.delivery)).toBe(false);
    expect(kept.isGivenUp(later.delivery)).toBe(false);
    kept.apply(later);
    expect(kept.isGivenUp(earlier.delivery)).toBe(true);
    expect(kept.isGivenUp(later.delivery)).toBe(false);
  });

  it('of a dead letter gives way to the next run: it may have been published again', () => {
    const kept = new ProgressStore();
    const [last, next] = [saved('m', { done: 5, attempt: 4 }), saved('m', { done: 6 })];
    kept.apply(last);
    kept.apply(letter(0));
    expect(kept.isGivenUp(next.delivery)).toBe(false);
    kept.apply(next);
    expect(kept.of(next.delivery)?.done).toBe(6);
    // A record of that dead letter that comes again ends no run after a redrive.
    kept.apply(saved('m', { done: 7, redrives: 1 }));
    kept.apply(letter(0));
    expect(kept.isGivenUp(next.delivery)).toBe(true);
  });

  it('does not go back when the journal brings what was saved here already', () => {
    const [first, second] = [saved('m', { done: 1, atMs: 1 }), saved('m', { done: 2, atMs: 2 })];
    expect(doneOf([first, second, first])).toBe(2);
  });

  it.each<[string, JournalRecord, unknown]>([
    ['processed', processed('m'), undefined],
    ['discarded', { kind: 'discarded', ...acted }, undefined],
    [
      'redriven as another event',
      { kind: 'redriven', ...acted, edited: processed('m').event },
      undefined,
    ],
    ['redriven as it was', { kind: 'redriven', ...acted }, 5],
    ['processed in another queue', inSecond(), 5],
  ])('of a message that is %s: %#', (_, record, expected) => {
    expect(doneOf([saved('m', { done: 5 }), record])).toBe(expected);
  });

  it.each([
    ['no redrive', 0, undefined],
    ['an earlier redrive', 1, undefined],
    ['that redrive, whose record comes late', 2, 5],
    ['a later redrive', 3, 5],
  ])(
    'of a run after %s, when the message is redriven as another event',
    (_, redrives, expected) => {
      const edited = processed('m').event;
      const again: JournalRecord = { kind: 'redriven', ...acted, redrives: 2, edited };
      expect(doneOf([saved('m', { done: 5, redrives }), again])).toBe(expected);
    },
  );

  it('of another event is not that of the edited one, before the journal has the redrive', () => {
    const kept = new ProgressStore();
    kept.apply(saved('m', { done: 5 }));
    const other = saved('m', { done: 1, redrives: 1, edits: 1 });
    expect(kept.of(other.delivery)).toBeUndefined();
    kept.apply(other);
    const asItWas = saved('m', { done: 0, redrives: 2, edits: 1 });
    expect(kept.of(asItWas.delivery)?.done).toBe(1);
  });

  it('is that of a bounded number of messages, without the one that was saved longest ago', () => {
    const [a, b, c, d] = ['a', 'b', 'c', 'd'].map((id) => saved(id, { done: 1 }));
    const records = [a, b, c, a, d] as JournalRecord[];
    expect(['a', 'b', 'c', 'd'].map((id) => doneOf(records, id))).toEqual([1, undefined, 1, 1]);
  });

  function letter(redrives: number): DeadLetteredRecord {
    return {
      ...{ kind: 'dead-lettered', deadLetterId: 'd', messageId: 'm', queue: 'first', redrives },
      ...{ at: new Date(0), cause: 'failed', failure: { code: 'away', message: '' }, attempt: 4 },
      ...{ exchange: '', routingKey: 'first', headers: {}, properties: {}, body: '{}' },
      encoding: 'utf8',
    };
  }

  function inSecond(): JournalRecord {
    const record = processed('m');
    return { ...record, delivery: { ...record.delivery, queue: 'second' } };
  }
});
