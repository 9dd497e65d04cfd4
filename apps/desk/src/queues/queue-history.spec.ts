import type { BrokerQueue, QueuesSeen } from '@warren/messaging';
import { QueueHistory } from './queue-history';

const BEGIN = Date.UTC(2026, 0, 1);

describe('how queues change', () => {
  let history: QueueHistory;

  beforeEach(() => (history = new QueueHistory()));

  function see(second: number, queue?: Partial<BrokerQueue>, more: Partial<QueuesSeen> = {}): void {
    const queues = new Map(queue ? [['a', { name: 'a', ...queue }]] : []);
    const at = new Date(BEGIN + second * 1_000);
    history.note({ source: 'management', at, queues, ...more });
  }
  const secondOf = (ms?: number): number | undefined => ms && (ms - BEGIN) / 1_000;

  it('is what it became more by within the last minute, once ten seconds were seen', () => {
    see(0, { messages: 1_000 });
    see(5, { messages: 0 });
    expect(history.net('a')).toBeUndefined();
    for (let second = 10; second <= 70; second += 5) see(second, { messages: second * 2 });
    expect(history.net('a')).toBe(2);
    expect(history.net('other')).toBeUndefined();
  });

  it('goes by the messages that wait where AMQP says no more', () => {
    see(0, { ready: 30 }, { source: 'amqp' });
    see(10, { ready: 10 }, { source: 'amqp' });
    expect(history.net('a')).toBe(-2);
  });

  it('says since when messages wait, without a consumer, and more of them', () => {
    see(0, { messages: 0, ready: 0, consumers: 1 });
    see(10, { messages: 4, ready: 0, consumers: 1 });
    see(20, { messages: 8, ready: 8, consumers: 0 });
    see(30, { messages: 12, ready: 12, consumers: 0 });
    const { growing, unattended, waiting } = history.since('a');
    expect([waiting, unattended, growing].map(secondOf)).toEqual([10, 20, 10]);
    see(40, { messages: 12, ready: 12, consumers: 1 });
    expect(secondOf(history.since('a').unattended)).toBeUndefined();
    see(50, { messages: 0, ready: 0, consumers: 1 });
    expect(history.since('a').waiting).toBeUndefined();
    see(60, { messages: 3, ready: 3, consumers: 0 });
    expect(secondOf(history.since('a').unattended)).toBe(60);
  });

  it('has no change from one source to another, nor of what is not known', () => {
    see(0, { messages: 10, ready: 10 }, { source: 'amqp' });
    see(10, { messages: 500, ready: 10 });
    expect(history.net('a')).toBeUndefined();
    expect(history.since('a').growing).toBeUndefined();
    see(20, {});
    see(30, { messages: 500 });
    expect(history.net('a')).toBe(0);
  });

  it('does not grow when what it has becomes known', () => {
    see(0, {});
    see(10, { messages: 500 });
    expect(history.net('a')).toBeUndefined();
  });

  it('keeps what it knows while the broker cannot be asked, and counts one look once', () => {
    see(0, { messages: 5, ready: 5, consumers: 0 });
    see(5, undefined, { source: 'none' });
    see(10, { messages: 15, ready: 15, consumers: 0 });
    see(10, { messages: 99, ready: 99, consumers: 1 });
    expect(history.net('a')).toBe(1);
    expect(secondOf(history.since('a').unattended)).toBe(0);
  });
});
