import type { Options } from 'amqplib';

/** The AMQP properties of a message that Warren sends; every one of them has an id. */
export type MessageProperties = Options.Publish & { readonly messageId: string };

/** A message ready to be sent: where to, which bytes, which properties. */
export interface OutgoingMessage {
  /** The empty string is the default exchange. */
  readonly exchange: string;
  readonly routingKey: string;
  readonly body: Buffer;
  readonly properties: MessageProperties;
}
