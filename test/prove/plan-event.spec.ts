import { queues } from '@warren/contracts';
import { planCrash, planEvent } from './plan-event';

const EVENTS = Array.from({ length: 5_000 }, (_, number) => planEvent(11, number));

describe('planEvent', () => {
  it('gives the same event for the same seed and number', () => {
    expect(planEvent(11, 42)).toEqual(EVENTS[42]);
    expect(planEvent(12, 42)).not.toEqual(EVENTS[42]);
  });

  it('has events of every kind but those that crash, most of them fine', () => {
    const count = (kind: string): number => EVENTS.filter((event) => event.kind === kind).length;
    expect(count('fine')).toBeGreaterThan(3_500);
    for (const kind of ['slow', 'retried', 'exhausted', 'permanent', 'unroutable']) {
      expect(count(kind)).toBeGreaterThan(20);
    }
    expect(count('crashing') + count('poison')).toBe(0);
  });

  it('says where each must arrive: three queues of a fan-out, none for what is unroutable', () => {
    const reached = (path: string): unknown => EVENTS.find((each) => each.path === path)?.queues;
    expect(reached('/fanout')).toHaveLength(3);
    expect(reached('/topic/orders.eu.created')).toEqual(['orders.audit', 'orders.created']);
    expect(reached('/headers')).toEqual(['audit.important', 'greetings.es']);
    expect(reached('/direct/nowhere')).toEqual([]);
  });

  it('sends what fails on every attempt only where that takes seconds', () => {
    const exhausted = EVENTS.filter(({ kind }) => kind === 'exhausted');
    expect(new Set(exhausted.flatMap((each) => each.queues))).toEqual(
      new Set([queues.etlJobs.name]),
    );
  });
});

describe('planCrash', () => {
  it('crashes so often, or always', () => {
    expect(planCrash('a', 2)).toMatchObject({
      kind: 'crashing',
      body: { payload: { lab: { fail: 'crash', attempts: 2 } } },
    });
    expect(planCrash('b')).toMatchObject({ kind: 'poison', queues: [queues.etlJobs.name] });
  });
});
