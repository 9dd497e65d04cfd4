import type { EventDto } from '@warren/model';
import type { JournalRecord } from '@warren/messaging';
import { runToEnd } from '@warren/testing';
import { findMessages, type MessageQuery } from './find-messages';
import { writeMessage, type MessageDto } from '../http/messages/message.dto';
import type { MessageEntry } from './message-entry';
import { MessagesProjection } from './messages.projection';
import {
  BEGIN,
  deadLettered,
  discarded,
  failed,
  processed,
  redriven,
} from '../testing/records.harness';

const PLENTY = 1_000_000;

function projected(records: readonly JournalRecord[], capacity = 100, bytes = PLENTY) {
  const messages = new MessagesProjection(capacity, bytes);
  records.forEach((record, offset) => messages.apply(record, 10 * offset));
  return messages;
}

const filled = (count: number, capacity?: number): MessagesProjection =>
  projected(
    Array.from({ length: count }, (_, index) =>
      processed({ messageId: `m${index + 1}`, queue: index % 2 ? 'even' : 'odd' }),
    ),
    capacity,
  );

interface Page {
  readonly entries: readonly MessageEntry[];
  readonly older?: number;
}

/** A page, oldest first. */
function search(messages: MessagesProjection, query: Partial<MessageQuery> = {}): Page {
  const steps = findMessages(messages, { limit: 100, outcome: 'processed', ...query });
  const { items, older } = runToEnd(steps);
  return { entries: [...items].reverse(), older };
}

const shown = (entry: MessageEntry): MessageDto => JSON.parse(writeMessage(entry)) as MessageDto;
const idsOf = ({ entries }: Page): string[] => entries.map(({ messageId }) => messageId);
const outcomeOf = (...records: JournalRecord[]): string | undefined =>
  projected(records).entriesOf('m')[0]?.outcome;

describe('the projection of messages', () => {
  it('gives the newest messages, oldest of them first', () => {
    expect(idsOf(search(filled(5), { limit: 3 }))).toEqual(['m3', 'm4', 'm5']);
  });

  it('gives every message once over its pages, and says when there is no older one', () => {
    const messages = filled(7);
    const first = search(messages, { limit: 3 });
    const second = search(messages, { limit: 3, before: first.older });
    const third = search(messages, { limit: 3, before: second.older });
    expect([third, second, first].flatMap(idsOf)).toEqual([
      'm1',
      'm2',
      'm3',
      'm4',
      'm5',
      'm6',
      'm7',
    ]);
    expect(third.older).toBeUndefined();
    expect(search(filled(3), { limit: 3 }).older).toBeUndefined();
  });

  it('keeps a page true while newer messages arrive', () => {
    const messages = filled(4);
    const { older } = search(messages, { limit: 2 });
    messages.apply(processed({ messageId: 'm5' }), 1_000);
    expect(idsOf(search(messages, { limit: 2, before: older }))).toEqual(['m1', 'm2']);
  });

  it('has the cursors of another replica that began later', () => {
    const [early, late] = [filled(0), filled(0)];
    for (const messages of [early, late]) {
      for (let offset = messages === early ? 0 : 3; offset < 9; offset += 1) {
        messages.apply(processed({ messageId: `m${offset}` }), offset);
      }
    }
    const { older } = search(early, { limit: 3 });
    expect(idsOf(search(late, { limit: 2, before: older }))).toEqual(['m4', 'm5']);
  });

  it('survives a cursor older than everything it keeps, and one from the future', () => {
    const messages = filled(5, 3);
    expect(idsOf(search(messages, { before: 0 }))).toEqual([]);
    expect(idsOf(search(messages, { before: 100_000 }))).toEqual(['m3', 'm4', 'm5']);
  });

  it('forgets the oldest beyond its capacity', () => {
    const messages = filled(5, 3);
    expect(idsOf(search(messages))).toEqual(['m3', 'm4', 'm5']);
    expect(messages.entriesOf('m2')).toEqual([]);
    expect(messages.entriesOf('m3')).toHaveLength(1);
  });

  it('forgets the oldest beyond its capacity in bytes, but keeps the newest in any case', () => {
    const large = (messageId: string, length: number): JournalRecord =>
      processed({ messageId, event: { id: 'e', tipo: 'T', payload: { x: 'x'.repeat(length) } } });
    const small = ['m1', 'm2', 'm3', 'm4'].map((messageId) => large(messageId, 9_000));
    expect(idsOf(search(projected(small, 100, 30_000)))).toEqual(['m2', 'm3', 'm4']);
    const huge = [...small, large('m5', 90_000)];
    expect(idsOf(search(projected(huge, 100, 30_000)))).toEqual(['m5']);
    const after = [...huge, large('m6', 9_000), large('m7', 9_000)];
    expect(idsOf(search(projected(after, 100, 30_000)))).toEqual(['m6', 'm7']);
  });

  it('keeps one entry for a message of one queue, however often it is recorded (I12)', () => {
    const messages = projected([
      processed({ startMs: 1 }),
      processed({ messageId: 'other' }),
      processed({ startMs: 1 }),
      processed({ startMs: 30 }),
    ]);
    const { entries } = search(messages);
    expect(entries.map(({ messageId }) => messageId)).toEqual(['other', 'm']);
    expect(entries.map(shown)[1]?.delivery.processedAt).toBe(new Date(BEGIN + 6).toISOString());
  });

  it('does not move a message whose record the journal repeats', () => {
    const [first, second] = [processed({ messageId: 'm1' }), processed({ messageId: 'm2' })];
    expect(idsOf(search(projected([first, second, first])))).toEqual(['m1', 'm2']);
  });

  it('keeps one entry per queue of a message, and each of them as long as it is among the newest', () => {
    const queues = ['email', 'sms', 'push'];
    const records = queues.map((queue) => processed({ queue }));
    const kept = (messages: MessagesProjection): string[] =>
      messages.entriesOf('m').map(({ queue }) => queue);
    expect(kept(projected(records))).toEqual(queues);
    expect(kept(projected(records, 2))).toEqual(['sms', 'push']);
    expect(kept(projected([...records, processed({ messageId: 'n' })], 2))).toEqual(['push']);
    expect(kept(projected([...records, processed({ queue: 'email', startMs: 9 })], 2))).toEqual([
      'push',
      'email',
    ]);
  });

  it('keeps its order over many messages that are recorded again and again', () => {
    const messages = new MessagesProjection(500, 100 * PLENTY);
    let offset = 0;
    for (let round = 0; round < 20; round += 1) {
      for (let each = 0; each < 400; each += 1) {
        const run = { messageId: `m${each}`, attempt: round + 1, startMs: round };
        messages.apply(failed({ ...run, retryInMs: 1 }), (offset += 1));
      }
    }
    const found = idsOf(search(messages, { outcome: 'any', limit: 1_000 }));
    expect(found).toEqual(Array.from({ length: 400 }, (_, each) => `m${each}`));
    expect(messages.order.size).toBe(400);
  });

  it('shows processed messages by default', () => {
    const messages = projected([
      failed({ messageId: 'r', retryInMs: 5 }),
      failed({ messageId: 'f' }),
      deadLettered({ messageId: 'd' }),
      deadLettered({ messageId: 'x' }),
      discarded({ messageId: 'x' }),
      processed({ messageId: 'p' }),
    ]);
    expect(idsOf(search(messages))).toEqual(['p']);
    expect(idsOf(search(messages, { outcome: 'retrying' }))).toEqual(['r']);
    expect(idsOf(search(messages, { outcome: 'dead-lettered' }))).toEqual(['f', 'd']);
    expect(idsOf(search(messages, { outcome: 'discarded' }))).toEqual(['x']);
    expect(idsOf(search(messages, { outcome: 'any' }))).toEqual(['r', 'f', 'd', 'x', 'p']);
  });

  it('knows what became of a message, also when records come late', () => {
    const retry = failed({ retryInMs: 5 });
    const last = failed({ attempt: 2 });
    expect(outcomeOf(retry, last, deadLettered(), redriven())).toBe('retrying');
    expect(outcomeOf(retry, last, deadLettered(), processed({ redrives: 1 }), redriven())).toBe(
      'processed',
    );
    const again = failed({ redrives: 1, retryInMs: 5 });
    expect(outcomeOf(deadLettered(), again, redriven(), deadLettered({ redrives: 1 }))).toBe(
      'dead-lettered',
    );
    expect(outcomeOf(last, failed({ attempt: 1, startMs: 1, retryInMs: 5 }))).toBe('dead-lettered');
    expect(outcomeOf(processed(), deadLettered({ cause: 'expired' }))).toBe('processed');
  });

  it('lists what is no event without one, and the event of a dead letter that is', () => {
    const bytes = deadLettered({ messageId: 'b', body: '/w==', encoding: 'base64', attempt: 0 });
    const text = deadLettered({ messageId: 't', body: 'null' });
    const messages = projected([bytes, text, deadLettered()]);
    const listed = search(messages, { outcome: 'any' }).entries.map(shown);
    expect(listed.map(({ id }) => id)).toEqual([null, null, 'e-m']);
    expect(listed[0]).toMatchObject({
      tipo: null,
      payload: null,
      delivery: { messageId: 'b', attempt: 0, processedAt: null, outcome: 'dead-lettered' },
    });
  });

  it('takes an event for the same in any order of its fields', () => {
    const body = '{"payload": {"n": 1}, "tipo": "T", "id": "e"}';
    const event = JSON.parse(body) as EventDto;
    const messages = projected([deadLettered({ body }), processed({ redrives: 1, event })]);
    expect(messages.entriesOf('m')).toMatchObject([
      { body: '{"id":"e","tipo":"T","payload":{"n":1}}', original: undefined },
    ]);
  });
});
