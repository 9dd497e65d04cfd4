import type { OperatedRecord } from '../records/operated-record';
import { StandingOrders } from './standing-orders';

const ORDER: OperatedRecord = {
  ...{ kind: 'operated', action: 'pause', target: 'a', at: new Date(0) },
  ...{ by: 'local', from: '127.0.0.1' },
};
const HOUR = 3_600_000;

describe('the standing orders', () => {
  let orders: StandingOrders;
  let news: string[];
  const give = (offset: number, change: Partial<OperatedRecord> = {}): void =>
    orders.applyOperated({ ...ORDER, ...change }, offset, { since: 0, bytes: offset });

  beforeEach(() => {
    const topology = { queues: [{ name: 'a' }, { name: 's', ordering: 'strict' }] };
    const limits = { ageMs: HOUR, bytes: 1e9 };
    orders = new StandingOrders(topology as never, { limits, recentRecords: 10 });
    news = [];
    orders.onOrder((queue) => news.push(queue));
  });

  it('are the last of each queue and aspect, wherever they are read', () => {
    give(1, { action: 'prefetch', value: 5 });
    give(2);
    give(3, { action: 'resume' });
    give(2);
    expect(orders.get('a', 'flow')).toMatchObject({ offset: 3, record: { action: 'resume' } });
    expect(orders.get('a', 'prefetch')).toMatchObject({ offset: 1, record: { value: 5 } });
    expect(news).toEqual(['a', 'a', 'a']);
  });

  it('are not undone by an earlier one that is written again after them', () => {
    give(2);
    give(3, { action: 'resume' });
    give(4, { againAt: new Date(1), firstOffset: 2 });
    expect(orders.get('a', 'flow')?.record.action).toBe('resume');
  });

  it('are known from what was written again alone, and are followed once', () => {
    give(40, { againAt: new Date(1), firstOffset: 2 });
    give(50, { againAt: new Date(2), firstOffset: 2 });
    expect(orders.get('a', 'flow')).toMatchObject({ offset: 2, record: { action: 'pause' } });
    expect(news).toEqual(['a']);
  });

  it('are none with a result, of another queue or action, or that no worker can follow', () => {
    give(1, { result: 'done' });
    give(2, { target: 'other' });
    give(3, { action: 'constructor' });
    give(4, { action: 'prefetch', value: 65_536 });
    give(5, { action: 'prefetch', value: 2, target: 's' });
    give(6, { firstOffset: 7 });
    expect(news).toEqual([]);
  });

  it('are written again once they are old or far back, and then not before they came back', () => {
    const now = Date.now();
    give(1, { at: new Date(now) });
    expect(orders.takeDue(0.5, now)).toEqual([]);
    const [again] = orders.takeDue(0.5, now + HOUR / 2);
    expect(again).toEqual({
      ...ORDER,
      at: new Date(now),
      againAt: expect.any(Date) as Date,
      firstOffset: 1,
    });
    expect(orders.takeDue(0.5, now + HOUR / 2 + 1)).toEqual([]);
    give(9, again);
    for (let offset = 10; offset < 15; offset += 1) {
      expect(orders.takeDue(0.5, now)).toEqual([]);
      orders.apply({} as never, offset, { since: 0, bytes: offset });
    }
    expect(orders.takeDue(0.5, now)).toHaveLength(1);
  });
});
