import type { Topology } from './declared-topology';
import type { Queue } from './queue';

/** Every reason why a queue cannot work the way it says, as sentences. */
export function findQueueFaults({ queues }: Topology): string[] {
  return queues.flatMap((queue) => [
    ...findRetryFaults(queue),
    ...findDeliveryFaults(queue).map((fault) => `queue '${queue.name}' ${fault}`),
  ]);
}

function findRetryFaults({ name, retry }: Queue): string[] {
  return retry.delaysMs
    .filter((delay) => !(Number.isSafeInteger(delay) && delay > 0 && delay <= MAX_RETRY_MS))
    .map((delay) => `queue '${name}' retries after ${delay} ms; possible are 1 ms to 24 days`);
}

function findDeliveryFaults(queue: Queue): string[] {
  const { batch, breaker, concurrency, ordering, prefetch, timeLimitMs } = queue;
  const numbers = { prefetch, concurrency, timeLimitMs, ...batch, ...breaker };
  return [
    ...Object.entries(numbers)
      .filter(([, value]) => !Number.isSafeInteger(value) || value < 1)
      .map(([name, value]) => `has ${name} ${value}: it must be a whole number from 1 on`),
    ...(prefetch > 65_535 ? [`has prefetch ${prefetch}: AMQP allows 65535`] : []),
    ...(timeLimitMs > MAX_TIME_LIMIT_MS
      ? [`has time limit ${timeLimitMs} ms: the broker itself gives up after 30 minutes`]
      : []),
    ...(ordering === 'strict' && (prefetch !== 1 || batch !== undefined)
      ? ['is strict, so its prefetch must be 1 and it cannot be a batch queue']
      : []),
    ...(batch !== undefined && batch.size > prefetch
      ? [`has batches of ${batch.size}, which its prefetch of ${prefetch} never fills`]
      : []),
    ...(batch === undefined && concurrency > prefetch
      ? [`handles ${concurrency} at once, which its prefetch of ${prefetch} never gives`]
      : []),
  ];
}

/** A time to live has 32 bits, and that of a retry queue is twice the wait. */
const MAX_RETRY_MS = 24 * 86_400_000;

/** RabbitMQ's consumer timeout is 30 minutes from the delivery to its ack; some is left for the rest. */
const MAX_TIME_LIMIT_MS = 25 * 60_000;
