/**
 * AMQP headers that Warren writes. They begin with `warren-` and not with `x-`: the broker
 * interprets or drops some `x-` headers, and from RabbitMQ 4 ignores `x-death` sent by a client.
 * A publisher outside Warren may leave all of them out.
 */
export const headers = {
  /** When the gateway published, milliseconds since 1970. The AMQP timestamp only has seconds. */
  publishedAt: 'warren-published-at',
  /** Which attempt this delivery is, from 1. Absent means 1. */
  attempt: 'warren-attempt',
  /** The exchange the message was first published to; kept on every copy. */
  exchange: 'warren-exchange',
  /** The routing key it was first published with; kept on every copy. */
  routingKey: 'warren-routing-key',
  /** The queue whose handler failed. On retry copies and dead letters. */
  queue: 'warren-queue',
  /** The handler that failed, `Class.method`. On retry copies and dead letters. */
  handler: 'warren-handler',
  /** The stable code of the last failure. */
  failureCode: 'warren-failure-code',
  /** The last failure in words, at most 512 characters. */
  failureMessage: 'warren-failure-message',
  /** When the message failed first, milliseconds since 1970. */
  firstFailedAt: 'warren-first-failed-at',
  /** When the message failed last, milliseconds since 1970. */
  lastFailedAt: 'warren-last-failed-at',
  /** How often the message was sent to its queue again out of the dead letters. Absent means 0. */
  redrives: 'warren-redrives',
  /** The message id of the event that this message replays. */
  replayOf: 'warren-replay-of',
  /** The message id of the event that this event follows from, or that this answer answers. */
  causationId: 'warren-causation-id',
} as const;

/** What every header of ours begins with; a client may not send such a header. */
export const HEADER_PREFIX = 'warren-';
