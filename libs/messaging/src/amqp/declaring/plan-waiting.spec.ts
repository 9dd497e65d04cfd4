import { retryQueue } from '@warren/model';
import { topology } from '@warren/testing';
import fc from 'fast-check';
import { planWaiting, stageFor } from './plan-waiting';

const { delays, queues, schedule } = topology;
const plan = planWaiting(topology);
const ttlOf = (name: string): number =>
  Number(plan.find((each) => each.name === name)?.arguments['x-message-ttl']);

describe('the queues in which messages wait', () => {
  it('lead by an argument to the queue that they are for, at least once', () => {
    for (const { name, retry } of queues) {
      for (const waitMs of retry.delaysMs) {
        const { arguments: args } = plan.find((each) => each.name === retryQueue(name, waitMs))!;
        expect(args).toMatchObject({
          'x-dead-letter-exchange': '',
          'x-dead-letter-routing-key': name,
          'x-dead-letter-strategy': 'at-least-once',
          'x-overflow': 'reject-publish',
          'x-message-ttl': 2 * waitMs,
        });
      }
    }
    const stages = plan.filter(({ name }) => name.startsWith('delay.stage.'));
    expect(stages).toHaveLength(delays.levels);
    expect(
      stages.every((each) => each.arguments['x-dead-letter-routing-key'] === schedule.queue),
    ).toBe(true);
  });

  it('are one for each wait, so that a short one never waits behind a long one (I5)', () => {
    expect(new Set(plan.map(({ name }) => name)).size).toBe(plan.length);
    expect(retryQueue('jobs', 90_000)).toBe('jobs.retry.90s');
    expect(retryQueue('jobs', 1_500)).toBe('jobs.retry.1500ms');
    expect(retryQueue('jobs', 86_400_000)).toBe('jobs.retry.1d');
  });

  it('bring what is due later to its time, late by less than a unit, in a look for each bit of it', () => {
    const delay = fc.integer({ min: 1, max: 30 * 86_400_000 });
    fc.assert(
      fc.property(delay, (wholeMs) => {
        let looks = 0;
        let at = 0;
        for (; at < wholeMs; looks += 1) at += ttlOf(stageFor(delays, wholeMs - at));
        expect(at - wholeMs).toBeLessThan(delays.unitMs);
        expect(looks).toBeLessThanOrEqual(delays.levels + 1);
      }),
      { numRuns: 2_000 },
    );
  });
});
