import type { Arguments } from './topology-plan';

/**
 * The arguments of a queue that loses nothing: replicated, and a message that leaves by
 * dead-lettering is only removed when its next queue has confirmed it. That needs
 * `reject-publish`, with which a full queue refuses instead of dropping its oldest message
 * (RabbitMQ, "Quorum Queues", At-Least-Once Dead Lettering).
 */
export function keepSafely(next: {
  readonly deadLetterExchange: string;
  readonly deadLetterRoutingKey?: string;
}): Arguments {
  return {
    'x-queue-type': 'quorum',
    'x-dead-letter-exchange': next.deadLetterExchange,
    ...(next.deadLetterRoutingKey && { 'x-dead-letter-routing-key': next.deadLetterRoutingKey }),
    'x-dead-letter-strategy': 'at-least-once',
    'x-overflow': 'reject-publish',
  };
}
