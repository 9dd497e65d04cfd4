import type { Options } from 'amqplib';

/** The AMQP properties of a message that Warren sends; every one of them has an id. */
type MessageProperties = {
  readonly messageId: string;
  /** A text is one of digits: beyond 2^53 a number is not exact. */
  readonly timestamp?: number | string;
} & Pick<
  Options.Publish,
  | 'appId'
  | 'contentEncoding'
  | 'contentType'
  | 'correlationId'
  | 'expiration'
  | 'headers'
  | 'mandatory'
  | 'persistent'
  | 'priority'
  | 'replyTo'
  | 'type'
>;

/** A message ready to be sent: where to, which bytes, which properties. */
export interface OutgoingMessage {
  /** The empty string is the default exchange. */
  readonly exchange: string;
  readonly routingKey: string;
  readonly body: Buffer;
  readonly properties: MessageProperties;
  /** The bytes of all properties as they came: then only `mandatory` of `properties` counts. */
  readonly section?: Buffer;
}

/**
 * What became of one message that was given to be sent. There are no other outcomes. `isForbidden`:
 * this process may not publish to that exchange, so sending it again changes nothing.
 */
export type SendOutcome =
  /** The broker has confirmed it, and a queue has it (unless it was sent without `mandatory`). */
  | { readonly kind: 'confirmed' }
  /** No queue wants it; the broker gave it back. */
  | { readonly kind: 'unroutable' }
  /**
   * Not sent, or not kept: safe to send again. `isNacked`: the broker had it and did not keep it;
   * `queues`: those that are unavailable, if that is why.
   */
  | {
      readonly kind: 'refused';
      readonly reason: string;
      readonly isForbidden?: true;
      readonly isNacked?: true;
      readonly queues?: readonly string[];
    }
  /** Sent, and no answer in time: a queue may have it or not. */
  | { readonly kind: 'unknown'; readonly reason: string; readonly isForbidden?: true };
