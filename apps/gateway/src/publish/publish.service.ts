import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { topology } from '@warren/contracts';
import { routeMessage, type PublishRoute, type Routing } from '@warren/model';
import {
  Contracts,
  Publisher,
  type ContractViolation,
  type PublishOptions,
  type PublishReceipt,
} from '@warren/messaging';
import { v5 as uuidv5 } from 'uuid';
import { IdempotencyStore } from '../idempotency/idempotency-store';
import { readDeliveryTime } from './delivery-time';
import type { PublishContext } from './publish-context';
import type { PublishByHeadersDto, PublishEventDto } from './publish-event.dto';
import { isUnambiguousJson } from './is-unambiguous-json';

type MessageOptions = PublishEventDto['options'];

/** The namespace of message ids that are derived from idempotency keys (RFC 9562, UUIDv5). */
const KEY_NAMESPACE = '0f6a1b54-7d3c-5e0a-9c36-6f1d2a1f7c11';

/** Which queues an event would reach, and when, if that is later. */
export interface RoutingPreview extends Routing {
  readonly deliverAt?: Date;
  /** What they would refuse; absent: nothing. */
  readonly violations?: readonly ContractViolation[];
}

/** The receipt, with what a queue would refuse of the event where the route only warns of that. */
export interface PublishAnswer extends PublishReceipt {
  readonly warnings?: readonly ContractViolation[];
}

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
    private readonly contracts: Contracts,
  ) {}

  /**
   * @param text what the body was parsed from. It is not kept while the broker is waited for.
   * @throws ContractViolatedError when a queue would refuse the event: nothing was sent.
   */
  publish(
    route: PublishRoute,
    routingKey: string,
    body: PublishEventDto | PublishByHeadersDto,
    context: PublishContext,
    text?: string,
  ): Promise<PublishAnswer> {
    const json = text !== undefined && isTheEvent(text, body) ? Buffer.from(text) : undefined;
    const send = (): Promise<PublishReceipt> => this.send(route, routingKey, body, context, json);
    const checked = this.contracts.check(route, routingKey, body, { headers: headersOf(body) });
    return checked?.then(async (found) => withWarnings(await send(), found)) ?? send();
  }

  private send(
    { exchange }: PublishRoute,
    routingKey: string,
    body: PublishEventDto | PublishByHeadersDto,
    { client, idempotencyKey, traceparent }: PublishContext,
    json: Buffer | undefined,
  ): Promise<PublishReceipt> {
    if (idempotencyKey === undefined) {
      const options = toPublishOptions(body.options, { json, traceparent, client });
      return this.publisher.publish(exchange, routingKey, body, options);
    }
    const request = [exchange.name, routingKey, body];
    const messageId = messageIdOf(idempotencyKey, ...request);
    const options = toPublishOptions(body.options, { json, messageId, traceparent, client });
    return this.idempotency.run(idempotencyKey, fingerprint(request), () =>
      this.publisher.publish(exchange, routingKey, body, options),
    );
  }

  /** Which queues the event would reach now, by which bindings, and what they would refuse. Nothing is sent. */
  async preview(
    { exchange }: PublishRoute,
    routingKey: string,
    body: PublishEventDto | PublishByHeadersDto,
  ): Promise<RoutingPreview> {
    const { options } = body;
    const headers = headersOf(body);
    const routing = routeMessage(topology, exchange, routingKey, headers ?? {});
    const deliverAt = options ? readDeliveryTime(options, Date.now()) : undefined;
    const isLater = deliverAt !== undefined && deliverAt.getTime() > Date.now();
    const violations = (await this.contracts.find(exchange, routingKey, body, headers)) ?? [];
    return {
      ...routing,
      ...(isLater && { deliverAt }),
      ...(violations.length > 0 && { violations }),
    };
  }
}

/** With the warnings, where there are any. */
export function withWarnings<T extends object>(
  answer: T,
  warnings: readonly ContractViolation[],
): T & Pick<PublishAnswer, 'warnings'> {
  return warnings.length > 0 ? { ...answer, warnings } : answer;
}

/** What a client may say of a message, as the publisher takes it; a wait counts from now on. */
export function toPublishOptions(
  options: MessageOptions | null,
  ours: Pick<PublishOptions, 'client' | 'json' | 'messageId' | 'traceparent'>,
): PublishOptions {
  // Most events come without, and copying nothing into a new object costs as much as checking an event.
  if (options === undefined || options === null) return ours;
  return { ...options, ...ours, deliverAt: readDeliveryTime(options, Date.now()) };
}

function headersOf({
  options,
}: PublishEventDto | PublishByHeadersDto): Record<string, unknown> | undefined {
  return options?.headers;
}

/** Whether every JSON reader finds exactly the event in a request's text. */
function isTheEvent(text: string, body: object): boolean {
  const isBare = text.startsWith('{') && text.endsWith('}');
  return isBare && !('options' in body) && isUnambiguousJson(text, body);
}

function fingerprint(request: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(request)).digest('base64');
}
