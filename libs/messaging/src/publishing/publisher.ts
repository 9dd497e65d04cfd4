import { Injectable } from '@nestjs/common';
import { headers as names, type EventDto, type Exchange } from '@warren/contracts';
import { v7 as uuidv7 } from 'uuid';
import { ConfirmPublisher } from './confirm-publisher';

/** A value an AMQP header may have, coming from outside. */
export type HeaderValue = string | number | boolean;

/** What a publisher may say beside the event. */
export interface PublishOptions {
  /** Sent as AMQP headers, and what a headers exchange routes by. */
  readonly headers?: Readonly<Record<string, HeaderValue>>;
}

/** Proof that a queue has the message. */
export interface PublishReceipt {
  readonly outcome: 'confirmed';
  readonly messageId: string;
  readonly exchange: string;
  readonly routingKey: string;
}

/** Publishes events. */
@Injectable()
export class Publisher {
  constructor(private readonly confirms: ConfirmPublisher) {}

  /**
   * Publishes the event as JSON, persistent and mandatory, with a new message id (UUIDv7), and
   * resolves only when the broker has confirmed it and at least one queue has it.
   *
   * @throws UnroutableError, RefusedError or UnknownOutcomeError; each says what may be done.
   */
  async publish(
    exchange: Exchange,
    routingKey: string,
    event: EventDto,
    options: PublishOptions = {},
  ): Promise<PublishReceipt> {
    const messageId = uuidv7();
    const { id, tipo, payload } = event;
    const now = Date.now();
    await this.confirms.send({
      exchange: exchange.name,
      routingKey,
      body: Buffer.from(JSON.stringify({ id, tipo, payload })),
      properties: {
        messageId,
        type: tipo,
        timestamp: Math.floor(now / 1_000),
        appId: 'warren',
        contentType: 'application/json',
        persistent: true,
        headers: { ...options.headers, [names.publishedAt]: now },
      },
    });
    return { outcome: 'confirmed', messageId, exchange: exchange.name, routingKey };
  }
}
