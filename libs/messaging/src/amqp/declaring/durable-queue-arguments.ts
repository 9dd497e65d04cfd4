import type { Arguments } from '../../topology/topology-plan';

/** Where a queue's dead letters go. */
interface NextStop {
  readonly deadLetterExchange: string;
  readonly deadLetterRoutingKey?: string;
}

/**
 * The arguments of a queue that loses nothing: replicated, and a message that leaves by
 * dead-lettering is only removed when its next queue has confirmed it. That needs
 * `reject-publish`, with which a full queue refuses instead of dropping its oldest message
 * (RabbitMQ, "Quorum Queues", At-Least-Once Dead Lettering).
 */
export function keepSafely(next: NextStop): Arguments {
  return {
    'x-queue-type': 'quorum',
    'x-dead-letter-exchange': next.deadLetterExchange,
    ...(next.deadLetterRoutingKey && { 'x-dead-letter-routing-key': next.deadLetterRoutingKey }),
    'x-dead-letter-strategy': 'at-least-once',
    'x-overflow': 'reject-publish',
  };
}

/**
 * The arguments of a queue that serves higher priorities first. Quorum queues know priorities from
 * RabbitMQ 4.0 on and only two of them, so it is a classic queue on 3.x and 4.x alike: on one node,
 * without a delivery limit, and its own dead-lettering is at most once (docs/adr/0005).
 */
export function keepByPriority(next: NextStop, maxPriority: number): Arguments {
  return {
    'x-queue-type': 'classic',
    'x-max-priority': maxPriority,
    'x-dead-letter-exchange': next.deadLetterExchange,
    ...(next.deadLetterRoutingKey && { 'x-dead-letter-routing-key': next.deadLetterRoutingKey }),
    'x-overflow': 'reject-publish',
  };
}
