import type { BrokerQueue, QueuesSeen } from '@warren/messaging';
import { topology } from '@warren/testing';
import { listQueues, type DeclaredQueue } from './list-queues';
import type { QueueDto } from './queue.dto';
import { showQueue } from './show-queue';

const AT = new Date('2026-01-01T12:00:00Z');
const WORK: DeclaredQueue = { name: 'a', kind: 'work' };

function show(
  seen: Partial<BrokerQueue> | undefined,
  net?: number,
  source: QueuesSeen['source'] = 'management',
  queue = WORK,
): QueueDto {
  const queues = new Map(seen ? [[queue.name, { name: queue.name, ...seen }]] : []);
  return showQueue({ queue, net }, { source, at: AT, queues });
}

describe('what is shown of a queue', () => {
  it.each([
    ['empty', { messages: 0, inPerSecond: 5, ackedPerSecond: 5 }, undefined, undefined],
    ['drains by what was measured', { messages: 600 }, -10, '2026-01-01T12:01:00.000Z'],
    [
      'drains by rates',
      { messages: 60, inPerSecond: 1, ackedPerSecond: 3 },
      undefined,
      '2026-01-01T12:00:30.000Z',
    ],
    ['drains by what waits', { ready: 20 }, -2, '2026-01-01T12:00:10.000Z'],
    ['drains, at a time that no calendar has', { messages: 1e15 }, -1e-3, undefined],
    ['grows', { messages: 60, inPerSecond: 1, ackedPerSecond: 3 }, 2, undefined],
    ['steady', { messages: 60 }, 0, undefined],
    ['unknown', { messages: 60 }, undefined, undefined],
  ])('%s', (trend, seen, net, drainsAt) => {
    expect(show(seen, net)).toMatchObject({ trend: trend.split(/[ ,]/)[0] });
    expect(show(seen, net).drainsAt).toBe(drainsAt);
  });

  it('has no trend where nothing consumes: what waits for its time, or is kept', () => {
    const journal = show({ messages: 60 }, 5, 'management', { name: 'journal', kind: 'journal' });
    expect(journal).not.toHaveProperty('trend');
    expect(journal).toMatchObject({ found: true, messages: 60, kind: 'journal' });
  });

  it('says since when the oldest waits, or why that is not known', () => {
    const headTime = new Date('2026-01-01T11:00:00Z');
    expect(show({ messages: 1, headTime }).oldestAt).toBe('2026-01-01T11:00:00.000Z');
    expect(show({ messages: 1, type: 'quorum' }).oldestUnknown).toMatch(/classic queues.*quorum/);
    expect(show({ messages: 1, type: 'classic' }).oldestUnknown).toMatch(/no timestamp/);
    expect(show({ ready: 1 }, undefined, 'amqp').oldestUnknown).toMatch(/^AMQP/);
    expect(show({ messages: 0 })).not.toHaveProperty('oldestUnknown');
  });

  it('tells a queue that is missing from a broker that cannot be asked', () => {
    expect(show(undefined)).toEqual({ name: 'a', kind: 'work', found: false });
    expect(show(undefined, undefined, 'none').found).toBeUndefined();
  });
});

describe('the queues of a topology', () => {
  it('are listed once each, with what they are for', () => {
    const listed = listQueues(topology);
    const kindOf = (name: string): unknown => listed.find((each) => each.name === name);
    expect(new Set(listed.map(({ name }) => name)).size).toBe(listed.length);
    expect(kindOf('mensajes')).toEqual({ name: 'mensajes', kind: 'work' });
    expect(kindOf('etl.jobs.retry.5s')).toMatchObject({ kind: 'retry', of: 'etl.jobs' });
    expect(kindOf(topology.schedule.queue)).toMatchObject({ kind: 'schedule' });
    expect(new Set(listed.map(({ kind }) => kind)).size).toBe(11);
  });
});
