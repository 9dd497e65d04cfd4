import { exchange, matchesTopic, topology } from '@warren/contracts';
import fc from 'fast-check';
import type { TopologyPlan } from '../topology/topology-plan';
import { delayRoute, deliveryRoute, planDelays } from './delay-ladder';

const stages = topology.delays;
const plan = planDelays(stages, ['etl.jobs', 'jobs']);

/** Follows a message through the planned exchanges and queues as the broker would. */
function follow(
  ladder: TopologyPlan,
  start: string,
  key: string,
): { queues: string[]; waitedMs: number } {
  const targets = ladder.bindings.filter(
    ({ source, routing_key }) => source === start && matchesTopic(routing_key, key),
  );
  const walked = targets.map(({ destination, destination_type: kind }) => {
    if (kind === 'exchange') return follow(ladder, destination, key);
    const stage = ladder.queues.find(({ name }) => name === destination);
    if (stage === undefined) return { queues: [destination], waitedMs: 0 };
    const next = follow(ladder, String(stage.arguments['x-dead-letter-exchange']), key);
    return { ...next, waitedMs: next.waitedMs + Number(stage.arguments['x-message-ttl']) };
  });
  return {
    queues: walked.flatMap(({ queues }) => queues),
    waitedMs: walked.reduce((sum, { waitedMs }) => sum + waitedMs, 0),
  };
}

describe('the delay ladder', () => {
  it('brings a message to its own queue alone, after its delay rounded up to the unit', () => {
    const longest = stages.unitMs * (2 ** stages.levels - 1);
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: longest }),
        fc.constantFrom('etl.jobs', 'jobs'),
        (delayMs, queue) => {
          const route = delayRoute(stages, delayMs, queue);
          expect(follow(plan, route.exchange, route.routingKey)).toEqual({
            queues: [queue],
            waitedMs: Math.ceil(delayMs / stages.unitMs) * stages.unitMs,
          });
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it('brings a message without a delay to its own queue alone, past every stage', () => {
    for (const queue of ['etl.jobs', 'jobs']) {
      const { exchange: start, routingKey } = deliveryRoute(stages, queue);
      expect(start).toBe(stages.delivery.name);
      expect(follow(plan, start, routingKey)).toEqual({ queues: [queue], waitedMs: 0 });
    }
  });

  it('holds a message for at least 30 days', () => {
    const days30 = 30 * 86_400_000;
    const { exchange: start, routingKey } = delayRoute(stages, days30, 'jobs');
    expect(follow(plan, start, routingKey).waitedMs).toBe(days30);
  });

  it('refuses a delay longer than it can hold', () => {
    const small = {
      prefix: 'd',
      delivery: exchange('d.delivery', 'topic'),
      levels: 3,
      unitMs: 100,
    };
    expect(delayRoute(small, 700, 'jobs')).toEqual({ exchange: 'd.02', routingKey: '1.1.1.jobs' });
    expect(() => delayRoute(small, 701, 'jobs')).toThrow(RangeError);
  });

  it('gives every stage one time to live, so that a short delay never waits behind a long one (I5)', () => {
    const times = plan.queues.map(({ arguments: args }) => args['x-message-ttl']);
    expect(new Set(times).size).toBe(stages.levels);
    expect(
      plan.queues.every(
        ({ arguments: args }) => args['x-dead-letter-strategy'] === 'at-least-once',
      ),
    ).toBe(true);
  });

  it('keeps the longest routing key within the 255 bytes of AMQP', () => {
    const { routingKey } = delayRoute(stages, 1, 'q'.repeat(127));
    expect(Buffer.byteLength(routingKey)).toBeLessThanOrEqual(255);
  });
});
