import { queues, topology } from '@warren/testing';
import type { ConsumeMessage } from 'amqplib';
import { readDelivery } from '../decoding/read-delivery';
import { writeCopy, type FailedDelivery } from './write-copy';

const failure = { code: 'busy', message: 'try later' };
const retry = { kind: 'retry', waitMs: 1_000, delayMs: 1_000, failure } as const;
const postponed = { kind: 'postpone', delayMs: 1_000 } as const;
const deadLettered = { kind: 'dead-letter', failure } as const;

/** What the copy of an urgent message has as its priority. */
function priorityOf(queue: string, decision: FailedDelivery['decision']): unknown {
  const message = {
    content: Buffer.from('{}'),
    fields: { exchange: 'events.direct', routingKey: 'k' },
    properties: { messageId: 'm1', priority: 4 },
  } as unknown as ConsumeMessage;
  const delivery = readDelivery(message, queue);
  const failed = { message, delivery, handler: 'H', decision, failedAt: new Date(0) };
  return writeCopy(failed, topology).properties.priority;
}

describe('the priority of a copy', () => {
  it('is left out in the delay stages, which would serve by it on RabbitMQ 4', () => {
    expect(priorityOf(queues.etlJobs.name, retry)).toBeUndefined();
    expect(priorityOf(queues.scheduled.name, retry)).toBeUndefined();
    expect(priorityOf(queues.scheduled.name, postponed)).toBeUndefined();
  });

  it('is kept there for a queue that orders by it, and in a dead letter', () => {
    expect(priorityOf(queues.jobsPriority.name, retry)).toBe(4);
    expect(priorityOf(queues.etlJobs.name, deadLettered)).toBe(4);
  });
});
