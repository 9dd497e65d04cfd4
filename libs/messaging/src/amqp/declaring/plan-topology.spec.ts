import { topology } from '@warren/testing';
import { planTopology } from './plan-topology';

describe('the planned topology', () => {
  it('gives every work queue what keeps its messages safe', () => {
    const plan = planTopology(topology);
    for (const { name, maxPriority } of topology.queues) {
      if (maxPriority !== undefined) continue;
      const planned = plan.queues.find((each) => each.name === name);
      expect(planned?.arguments).toEqual({
        'x-queue-type': 'quorum',
        'x-dead-letter-exchange': topology.deadLetters.exchange.name,
        'x-dead-letter-routing-key': name,
        'x-dead-letter-strategy': 'at-least-once',
        'x-overflow': 'reject-publish',
        'x-delivery-limit': 10,
        'x-max-length': 1_000_000,
      });
    }
  });

  it('lets nothing lead out of the dead-letter queue', () => {
    const dead = planTopology(topology).queues.find(
      ({ name }) => name === topology.deadLetters.queue,
    );
    expect(dead?.arguments).not.toHaveProperty('x-dead-letter-exchange');
    expect(dead?.arguments).not.toHaveProperty('x-message-ttl');
  });

  it('never declares or binds the default exchange', () => {
    const plan = planTopology(topology);
    expect(plan.exchanges.map(({ name }) => name)).not.toContain('');
    expect(plan.bindings.map(({ source }) => source)).not.toContain('');
  });

  it('keeps the journal in a stream that is bounded by age and by size', () => {
    const plan = planTopology(topology);
    const journal = plan.queues.find(({ name }) => name === topology.journal.queue);
    expect(journal?.arguments).toEqual({
      'x-queue-type': 'stream',
      'x-max-age': '7D',
      'x-max-length-bytes': 5_000_000_000,
      'x-stream-max-segment-size-bytes': 100_000_000,
    });
  });

  it('leads to the queue of the schedule and to its log from no exchange', () => {
    const plan = planTopology(topology);
    const { log, queue } = topology.schedule;
    // So that a publish is confirmed for later only if a stage has it (I9).
    expect(plan.bindings.filter(({ destination }) => destination === log.queue)).toEqual([]);
    expect(plan.bindings.filter(({ destination }) => destination === queue)).toEqual([]);
  });

  it('uses no queue type or argument that RabbitMQ 4 has removed', () => {
    for (const { name, arguments: args } of planTopology(topology).queues) {
      const { deadLetters, journal, schedule } = topology;
      const streams = [deadLetters.bodies, journal, schedule.log].map(({ queue }) => queue);
      const kept = streams.includes(name) ? 'stream' : 'quorum';
      expect(args['x-queue-type']).toBe(args['x-max-priority'] === undefined ? kept : 'classic');
      expect(args).not.toHaveProperty('x-queue-mode');
      expect(args).not.toHaveProperty('x-ha-policy');
    }
  });
});
