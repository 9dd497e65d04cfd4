import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { routeMessage, topology, type PublishRoute, type Routing } from '@warren/contracts';
import { Publisher, type PublishReceipt } from '@warren/messaging';
import { v5 as uuidv5 } from 'uuid';
import { IdempotencyStore } from '../idempotency/idempotency-store';
import type { PublishContext } from './publish-context';
import type { PublishByHeadersDto, PublishEventDto } from './publish-event.dto';

/** The namespace of message ids that are derived from idempotency keys (RFC 9562, UUIDv5). */
const KEY_NAMESPACE = '0f6a1b54-7d3c-5e0a-9c36-6f1d2a1f7c11';

/**
 * The message id that belongs to an idempotency key and the request it came with, today and after
 * every restart. The request is part of it, so that another one under the same key, once the key
 * is no longer remembered, is another message and not taken for a repeat.
 */
export function messageIdOf(idempotencyKey: string, ...request: unknown[]): string {
  return uuidv5(`${idempotencyKey} ${fingerprint(request)}`, KEY_NAMESPACE);
}

/** Publishes what a request asks for, once per idempotency key, or says where it would go. */
@Injectable()
export class PublishService {
  constructor(
    private readonly publisher: Publisher,
    private readonly idempotency: IdempotencyStore,
  ) {}

  publish(
    { exchange }: PublishRoute,
    routingKey: string,
    body: PublishEventDto | PublishByHeadersDto,
    { idempotencyKey, traceparent }: PublishContext,
  ): Promise<PublishReceipt> {
    if (idempotencyKey === undefined) {
      return this.publisher.publish(exchange, routingKey, body, { ...body.options, traceparent });
    }
    const request = [exchange.name, routingKey, body];
    const options = {
      ...body.options,
      traceparent,
      messageId: messageIdOf(idempotencyKey, ...request),
    };
    return this.idempotency.run(idempotencyKey, fingerprint(request), () =>
      this.publisher.publish(exchange, routingKey, body, options),
    );
  }

  /** Which queues the event would reach, and by which bindings. Nothing is sent. */
  preview(
    { exchange }: PublishRoute,
    routingKey: string,
    { options }: PublishEventDto | PublishByHeadersDto,
  ): Routing {
    return routeMessage(topology, exchange, routingKey, options?.headers ?? {});
  }
}

function fingerprint(request: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(request)).digest('base64');
}
