import type { JournalRecord } from '../journal/journal-record';
import { processed } from '../journal/stream-journal.harness';
import { KeptProgress } from './kept-progress';
import { saved } from './progress.harness';

const acted = {
  ...{ deadLetterId: 'd', messageId: 'm', queue: 'first', at: new Date(0) },
  ...{ by: 'ana', reason: 'the source is known now' },
};

function doneOf(records: readonly JournalRecord[], messageId = 'm', queue = 'first'): unknown {
  const kept = new KeptProgress(3);
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
  ])('is that of %s, whatever an earlier run still saves and any clock says', (_, run) => {
    const later = saved('m', { done: 3, ...run, atMs: 0 });
    const earlier = saved('m', { done: 9, atMs: 5_000 });
    expect(doneOf([later, earlier])).toBe(3);
    expect(doneOf([earlier, later])).toBe(3);
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

  it('is that of so many messages, without the one that was saved longest ago', () => {
    const [a, b, c, d] = ['a', 'b', 'c', 'd'].map((id) => saved(id, { done: 1 }));
    const records = [a, b, c, a, d] as JournalRecord[];
    expect(['a', 'b', 'c', 'd'].map((id) => doneOf(records, id))).toEqual([1, undefined, 1, 1]);
  });

  function inSecond(): JournalRecord {
    const record = processed('m');
    return { ...record, delivery: { ...record.delivery, queue: 'second' } };
  }
});
