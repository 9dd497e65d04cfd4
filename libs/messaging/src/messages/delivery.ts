import type { PublisherHeaders } from './headers/read-headers';
import type { PublisherProperties } from './headers/read-properties';
import type { Deferred } from './deferred';

/** What a handler and the journal may know about the delivery of an event. Nothing of amqplib in it. */
export interface Delivery extends PublisherHeaders {
  /** The publisher's message id; a message that came without one was given one. */
  readonly messageId: string;
  /** Whether the id was given here because the publisher sent none. */
  readonly hasGivenId: boolean;
  /** The queue it was delivered from. */
  readonly queue: string;
  /** The exchange it was first published to; the empty string is the default exchange. */
  readonly exchange: string;
  /** The routing key it was first published with. */
  readonly routingKey: string;
  /** Which attempt this is, from 1. */
  readonly attempt: number;
  /**
   * How often this attempt was delivered before without a verdict: after a crash or a lost connection.
   */
  readonly redeliveries: number;
  /** How often it was redriven out of the dead letters. */
  readonly redrives: number;
  /** The id of the dead letter for which it was redriven at last. */
  readonly redriveOf?: string;
  /** How often its event was edited on that way; absent: it is as it was published. */
  readonly edits?: number;
  /** The message id of the event it replays, if it does. */
  readonly replayOf?: string;
  /** When it was published, if its publisher said so. */
  readonly publishedAt?: Date;
  /** When it failed first, if it failed before. */
  readonly firstFailedAt?: Date;
  /** Ties it to other messages: an answer to its question, the events of one order to one another. */
  readonly correlationId?: string;
  /** The message id of the event it follows from, if it does. */
  readonly causationId?: string;
  /** The queue its publisher wants an answer in; any client may have written any name here. */
  readonly replyTo?: string;
  /** What a publisher outside Warren set beside these. */
  readonly properties?: PublisherProperties;
  /** Of one that was published for later: when it was to be delivered, and how. */
  readonly deferred?: Deferred;
}
