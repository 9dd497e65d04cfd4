import { runToEnd } from '@warren/testing';
import { buildHistogram, spanOf } from './build-histogram';
import { OTHER } from '../stats/events-per-hour.projection';
import { countMessages } from './count-messages';
import { MessagesProjection } from './messages.projection';
import { BEGIN, deadLettered, failed, processed } from '../testing/records.harness';

const ALL = { outcome: 'any' } as const;

/** A hundred messages in two queues, one recorded each millisecond; every tenth is a dead letter. */
function filled(): MessagesProjection {
  const messages = new MessagesProjection(1_000, 1_000_000);
  for (let index = 0; index < 100; index += 1) {
    const queue = index % 4 === 0 ? 'b' : 'a';
    const given = { messageId: `m${index}`, queue, endMs: index };
    messages.apply(index % 10 === 0 ? deadLettered(given) : processed(given), index);
  }
  return messages;
}

describe('counting messages', () => {
  it('counts what matches by outcome, queue and tipo', () => {
    const counts = runToEnd(countMessages(filled(), ALL));
    expect(counts).toEqual({
      total: 100,
      outcomes: { processed: 90, running: 0, retrying: 0, 'dead-lettered': 10, discarded: 0 },
      queues: new Map([
        ['a', 75],
        ['b', 25],
      ]),
      tipos: new Map([['T', 100]]),
    });
    expect(runToEnd(countMessages(filled(), { outcome: 'processed', queue: 'b' })).total).toBe(20);
  });

  it('says where to continue when its budget is spent, and the parts add up', () => {
    const messages = filled();
    const totals: number[] = [];
    let before: number | undefined;
    do {
      const query = { ...ALL, text: '"id":"e-m1', before };
      const part = runToEnd(countMessages(messages, query, { items: 30, chars: 1e9 }));
      totals.push(part.total);
      before = part.older;
    } while (before !== undefined);
    expect(totals).toEqual([0, 0, 10, 1]);
  });

  it('stops when it has read as much text as it may', () => {
    const part = runToEnd(countMessages(filled(), { ...ALL, text: 'm' }, { items: 1e9, chars: 1 }));
    expect([part.total, part.older]).toEqual([1, 99]);
  });

  it('counts a message again that changed under its new outcome only', () => {
    const messages = new MessagesProjection(10, 1_000_000);
    messages.apply(failed({ retryInMs: 1 }), 0);
    messages.apply(processed({ attempt: 2 }), 1);
    const { outcomes, total } = runToEnd(countMessages(messages, ALL));
    expect([total, outcomes.processed, outcomes.retrying]).toEqual([1, 1, 0]);
  });

  it('counts names without end as one', () => {
    const messages = new MessagesProjection(1_000, 1_000_000);
    for (let index = 0; index < 600; index += 1) {
      const event = { id: 'e', tipo: `T${index}`, payload: {} };
      messages.apply(processed({ messageId: `m${index}`, event }), index);
    }
    const { tipos } = runToEnd(countMessages(messages, ALL));
    expect([tipos.size, tipos.get('T599'), tipos.get(OTHER)]).toEqual([501, 1, 100]);
  });
});

describe('a histogram of messages', () => {
  it('counts by time and outcome, and what is outside of the time beside it', () => {
    const span = { from: BEGIN + 10, to: BEGIN + 40, buckets: 3 };
    const histogram = runToEnd(buildHistogram(filled(), ALL, span));
    expect(histogram).toMatchObject({ from: BEGIN + 10, stepMs: 10, outside: 70 });
    expect(histogram.counts.processed).toEqual([9, 9, 9]);
    expect(histogram.counts['dead-lettered']).toEqual([1, 1, 1]);
  });

  it('puts the end of the time, which no bucket divides, into the last', () => {
    const span = { from: BEGIN, to: BEGIN + 100, buckets: 7 };
    const { counts, outside, stepMs } = runToEnd(buildHistogram(filled(), ALL, span));
    expect([stepMs, outside]).toEqual([15, 0]);
    expect(counts.processed).toHaveLength(7);
    expect(counts.processed.at(-1)).toBe(9);
  });

  it('shows from the oldest message to now, also where that message has another time', () => {
    const now = Date.UTC(2026, 5, 1);
    const week = 7 * 86_400_000;
    expect(spanOf({}, 9, now - 5_000, now)).toEqual({ from: now - 5_000, to: now, buckets: 9 });
    expect(spanOf({}, 9, 0, now).from).toBe(now - week);
    expect(spanOf({}, 9, now + week, now)).toMatchObject({ from: now - 1_000, to: now });
    expect(spanOf({ from: 5 }, 9, 0, 7)).toMatchObject({ from: 5, to: 1_005 });
  });
});
