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
  /** How often this attempt came back unsettled before its copy, which the broker counts from 0 again. Absent means 0. */
  returns: 'warren-returns',
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
  /** On a dead letter: the stack of the error, at most 4,096 characters. */
  failureStack: 'warren-failure-stack',
  /** When the message failed first, milliseconds since 1970. */
  firstFailedAt: 'warren-first-failed-at',
  /** When the message failed last, milliseconds since 1970. */
  lastFailedAt: 'warren-last-failed-at',
  /** How often the message was sent to its queue again out of the dead letters. Absent means 0. */
  redrives: 'warren-redrives',
  /** The id of the dead letter for which it was sent again at last. */
  redriveOf: 'warren-redrive-of',
  /** How often its event was edited on that way. Absent means 0. */
  edits: 'warren-edits',
  /** The message id of the event that this message replays. */
  replayOf: 'warren-replay-of',
  /** How many of its publisher's headers this copy is without, since they did not fit. Absent means none. */
  headersLeftOut: 'warren-headers-left-out',
  /** When a message is to be delivered that was published for later, milliseconds since 1970. */
  deliverAt: 'warren-deliver-at',
  /** When it was published to its exchange at last, milliseconds since 1970. */
  relayedAt: 'warren-relayed-at',
  /** What it is to get then as its expiration, in milliseconds: the broker acts on the property. */
  expiration: 'warren-expiration',
  /** As `expiration`: the priority it is to get then. */
  priority: 'warren-priority',
  /** Whether it must reach a queue then. Absent means true. */
  mandatory: 'warren-mandatory',
  /** Whether it is to be persistent then; while it waits it always is. Absent means true. */
  persistent: 'warren-persistent',
  /** When the caller of a command stops waiting for its answer, milliseconds since 1970. */
  deadline: 'warren-deadline',
  /** The message id of the event that this event follows from, or that this answer answers. */
  causationId: 'warren-causation-id',
  /** On a message that could not be read and was set aside: why not, and when that was, in ms since 1970. */
  unreadable: 'warren-unreadable',
  setAsideAt: 'warren-set-aside-at',
  /** How many bytes of its body are the properties of the message as they came; its body follows them. */
  propertyBytes: 'warren-property-bytes',
  /** How many bytes of the end of its body were left out. Absent means none. */
  bytesLeftOut: 'warren-bytes-left-out',
  /** On a piece of the body of a large dead letter: whose it is. */
  deadLetterId: 'warren-dead-letter-id',
  /** And at which byte of that body it begins. */
  pieceAt: 'warren-piece-at',
  /** In the journal: how many records the entry has. Absent means 1. */
  records: 'warren-records',
} as const;

/** What every header of ours begins with; a client may not send such a header. */
export const HEADER_PREFIX = 'warren-';
