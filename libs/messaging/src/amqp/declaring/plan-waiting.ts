import {
  retryQueue,
  stageQueue,
  waitsOf,
  type DelayStages,
  type Queue,
  type Topology,
} from '@warren/model';
import { keepSafely } from './durable-queue-arguments';
import type { QueuePlan } from '../../topology/topology-plan';

/**
 * How a message waits without a plugin: in a queue without consumers, until its time to live is over
 * and the broker dead-letters it. Where it goes then is an argument of the queue and not said by the
 * message: the broker keeps 32 dead letters of a queue on their way at most, so what leads to a queue
 * that is full or gone holds up what waits for the same queue, and nothing else.
 *
 * In each of these queues all wait the same time, so a short delay never waits behind a long one (I5).
 */
export function planWaiting({ delays, queues, schedule }: Topology): QueuePlan[] {
  const stages = Array.from({ length: delays.levels }, (_, level) =>
    planWaitingQueue(stageQueue(delays, level), delays.unitMs * 2 ** level, schedule.queue),
  );
  return [...queues.flatMap(planRetries), ...stages];
}

/** A message says how long it rests; a foreign one that does not leaves after twice the wait. */
function planRetries(queue: Queue): QueuePlan[] {
  const { name } = queue;
  return waitsOf(queue).map((waitMs) =>
    planWaitingQueue(retryQueue(name, waitMs), waitMs * 2, name),
  );
}

function planWaitingQueue(name: string, ttlMs: number, next: string): QueuePlan {
  const kept = keepSafely({ deadLetterExchange: '', deadLetterRoutingKey: next });
  return { name, durable: true, arguments: { ...kept, 'x-message-ttl': ttlMs } };
}

/**
 * The stage in which what is due in `leftMs` rests before a worker looks at the clock again: the
 * longest that ends in time, and at the end the shortest, with which it is late by less than a unit.
 */
export function stageFor(stages: DelayStages, leftMs: number): string {
  const level = Math.floor(Math.log2(Math.max(1, leftMs / stages.unitMs)));
  return stageQueue(stages, Math.min(level, stages.levels - 1));
}
