import { InMemoryMessageRepository } from './in-memory-message.repository';
import type { ProcessedRecord } from '@warren/messaging';

function message(messageId: string, queue = 'a', tipo = 'T'): ProcessedRecord {
  return {
    event: { id: `e-${messageId}`, tipo, payload: {} },
    delivery: {
      messageId,
      hasGivenId: false,
      queue,
      exchange: '',
      routingKey: queue,
      attempt: 1,
      redeliveries: 0,
      headers: {},
    },
    handler: 'H.run',
    processedAt: new Date(0),
  };
}

const PLENTY = 1_000_000;

function filled(count: number, capacity = 100): InMemoryMessageRepository {
  const repository = new InMemoryMessageRepository(capacity, PLENTY);
  for (let i = 1; i <= count; i += 1) repository.save(message(`m${i}`, i % 2 ? 'odd' : 'even'));
  return repository;
}

const ids = (page: { messages: readonly ProcessedRecord[] }): string[] =>
  page.messages.map(({ delivery }) => delivery.messageId);

describe('the repository in memory', () => {
  it('gives the newest messages, oldest of them first', () => {
    expect(ids(filled(5).find({ limit: 3 }))).toEqual(['m3', 'm4', 'm5']);
  });

  it('gives every message once over its pages, and says when there is no older one', () => {
    const repository = filled(7);
    const first = repository.find({ limit: 3 });
    const second = repository.find({ limit: 3, before: first.older });
    const third = repository.find({ limit: 3, before: second.older });
    expect([ids(third), ids(second), ids(first)].flat()).toEqual([
      'm1',
      'm2',
      'm3',
      'm4',
      'm5',
      'm6',
      'm7',
    ]);
    expect(third.older).toBeUndefined();
  });

  it('has no further page when the last one is just full', () => {
    expect(filled(3).find({ limit: 3 }).older).toBeUndefined();
  });

  it('keeps a page true while newer messages arrive', () => {
    const repository = filled(4);
    const { older } = repository.find({ limit: 2 });
    repository.save(message('m5'));
    expect(ids(repository.find({ limit: 2, before: older }))).toEqual(['m1', 'm2']);
  });

  it('filters, also over pages', () => {
    const repository = filled(6);
    const page = repository.find({ limit: 2, queue: 'odd' });
    expect(ids(page)).toEqual(['m3', 'm5']);
    expect(ids(repository.find({ limit: 2, queue: 'odd', before: page.older }))).toEqual(['m1']);
    expect(ids(repository.find({ limit: 9, id: 'e-m4' }))).toEqual(['m4']);
    expect(ids(repository.find({ limit: 9, messageId: 'm2' }))).toEqual(['m2']);
    expect(ids(repository.find({ limit: 9, tipo: 'other' }))).toEqual([]);
  });

  it('forgets the oldest beyond its capacity', () => {
    const repository = filled(5, 3);
    expect(ids(repository.find({ limit: 10 }))).toEqual(['m3', 'm4', 'm5']);
    expect(repository.findByMessageId('m2')).toEqual([]);
    expect(repository.findByMessageId('m3')).toHaveLength(1);
  });

  it('forgets the oldest beyond its capacity in bytes, but keeps the newest in any case', () => {
    const repository = new InMemoryMessageRepository(100, 3_000);
    const large = (messageId: string, length: number): ProcessedRecord => ({
      ...message(messageId),
      event: { id: 'e', tipo: 'T', payload: { text: 'x'.repeat(length) } },
    });
    for (const messageId of ['m1', 'm2', 'm3', 'm4']) repository.save(large(messageId, 900));
    expect(ids(repository.find({ limit: 10 }))).toEqual(['m2', 'm3', 'm4']);
    expect(repository.findByMessageId('m1')).toEqual([]);
    repository.save(large('m5', 9_000));
    expect(ids(repository.find({ limit: 10 }))).toEqual(['m5']);
    for (const messageId of ['m6', 'm7']) repository.save(large(messageId, 900));
    expect(ids(repository.find({ limit: 10 }))).toEqual(['m6', 'm7']);
  });

  it('counts the headers of a message among its bytes', () => {
    const repository = new InMemoryMessageRepository(100, 1_000);
    const { delivery, ...rest } = message('m1');
    repository.save({ ...rest, delivery: { ...delivery, headers: { h: 'x'.repeat(900) } } });
    repository.save(message('m2'));
    repository.save(message('m3'));
    expect(ids(repository.find({ limit: 10 }))).toEqual(['m2', 'm3']);
  });

  it('survives a cursor older than everything it keeps, and one from the future', () => {
    const repository = filled(5, 3);
    expect(ids(repository.find({ limit: 10, before: 0 }))).toEqual([]);
    expect(ids(repository.find({ limit: 10, before: 1_000 }))).toEqual(['m3', 'm4', 'm5']);
  });

  it('keeps one record when a message of one queue is saved twice (I12)', () => {
    const repository = filled(0);
    repository.save(message('m', 'a'));
    repository.save(message('m', 'a'));
    expect(repository.find({ limit: 10 }).messages).toHaveLength(1);
  });

  it('keeps one record per queue of a message that several queues had', () => {
    const repository = filled(0);
    for (const queue of ['email', 'sms', 'push']) repository.save(message('m', queue));
    expect(repository.findByMessageId('m').map(({ delivery }) => delivery.queue)).toEqual([
      'email',
      'sms',
      'push',
    ]);
  });

  it('knows a message again after its first record is forgotten', () => {
    const repository = filled(0, 2);
    repository.save(message('m', 'a'));
    repository.save(message('m', 'b'));
    repository.save(message('n', 'a'));
    repository.save(message('m', 'b'));
    expect(ids(repository.find({ limit: 10 }))).toEqual(['m', 'n']);
  });
});
