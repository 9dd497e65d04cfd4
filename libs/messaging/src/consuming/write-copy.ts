import { HEADER_PREFIX, headers as names, type Topology } from '@warren/contracts';
import type { ConsumeMessage, MessagePropertyHeaders } from 'amqplib';
import { delayRoute } from '../delays/delay-ladder';
import type { MessageProperties, OutgoingMessage } from '../publishing/outgoing-message';
import type { FailureDecision } from './decide-failure';
import type { Delivery } from './delivery';

/** A delivery that failed, with everything its copy must say. */
export interface FailedDelivery {
  readonly message: ConsumeMessage;
  readonly delivery: Delivery;
  readonly handler: string;
  readonly decision: FailureDecision;
  readonly failedAt: Date;
}

/**
 * The copy that takes a failed message's place: in the delay stages for its next attempt, or in
 * the dead-letter queue. It keeps the bytes, the id and the publisher's headers, and says why.
 */
export function writeCopy(failed: FailedDelivery, topology: Topology): OutgoingMessage {
  const { decision, delivery, message } = failed;
  const isRetry = decision.kind === 'retry';
  const route = isRetry
    ? delayRoute(topology.delays, decision.delayMs, delivery.queue)
    : { exchange: topology.deadLetters.exchange.name, routingKey: delivery.queue };
  return {
    ...route,
    body: message.content,
    properties: {
      ...keptProperties(message, delivery),
      headers: {
        ...keptHeaders(message.properties.headers),
        ...failureHeaders(failed),
        [names.attempt]: isRetry ? delivery.attempt + 1 : delivery.attempt,
      },
    },
  };
}

/** An expiration is left out: it would end the message's wait early, or its life as a dead letter. */
const KEPT = [
  'contentType',
  'contentEncoding',
  'correlationId',
  'replyTo',
  'timestamp',
  'type',
  'appId',
  'priority',
] as const;

function keptProperties(
  { properties }: ConsumeMessage,
  { messageId }: Delivery,
): MessageProperties {
  const kept = KEPT.map((name) => [name, properties[name] as unknown] as const);
  return {
    ...Object.fromEntries(kept.filter(([, value]) => value !== undefined)),
    messageId,
    persistent: true,
  };
}

/**
 * The publisher's headers and ours. The broker's own are left out: kept, its death headers make it
 * drop a message it takes for one in a cycle. CC and BCC would send the copy elsewhere too (I6).
 */
function keptHeaders(headers: MessagePropertyHeaders = {}): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(headers).filter(
      ([name]) => name.startsWith(HEADER_PREFIX) || !/^(x-.*|cc|bcc)$/i.test(name),
    ),
  );
}

function failureHeaders({ decision, delivery, failedAt, handler }: FailedDelivery): object {
  return {
    [names.exchange]: delivery.exchange,
    [names.routingKey]: delivery.routingKey,
    [names.queue]: delivery.queue,
    [names.handler]: handler,
    [names.failureCode]: decision.failure.code,
    [names.failureMessage]: decision.failure.message,
    [names.firstFailedAt]: (delivery.firstFailedAt ?? failedAt).getTime(),
    [names.lastFailedAt]: failedAt.getTime(),
  };
}
