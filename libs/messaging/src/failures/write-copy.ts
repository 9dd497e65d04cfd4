import { headers as names, retryQueue, type Topology } from '@warren/model';
import type { ConsumeMessage } from 'amqplib';
import { stageFor } from '../amqp/declaring/plan-waiting';
import { exactTimestamp, isCarriedText } from '../messages/headers/read-properties';
import type { OutgoingMessage } from '../messages/outgoing-message';
import { carryHeaders } from './carry-headers';
import type { FailureDecision } from './decide-failure';
import { deferredHeaders } from '../messages/deferred';
import type { Delivery } from '../messages/delivery';

/** It did not fail; it is to come again later, as the same attempt. */
interface Postponement {
  readonly kind: 'postpone';
  readonly delayMs: number;
}

/** A delivery that failed or is put off, with everything its copy must say. */
export interface FailedDelivery {
  readonly message: ConsumeMessage;
  readonly delivery: Delivery;
  readonly handler: string;
  readonly decision: FailureDecision | Postponement;
  readonly failedAt: Date;
  /** Of the error, for a dead letter. */
  readonly stack?: string;
}

/**
 * The copy that takes a failed message's place: in a retry queue for its next attempt, or in
 * the dead-letter queue. It says why, and keeps the bytes, the id, and what the publisher wrote
 * around them, as far as AMQP can carry it: another client may have sent what amqplib reads and
 * cannot write.
 */
export function writeCopy(failed: FailedDelivery, topology: Topology): OutgoingMessage {
  const minimal = writeMinimalCopy(failed, topology);
  const { properties } = failed.message;
  return {
    ...minimal,
    properties: {
      ...carryProperties(properties, keepsPriority(failed, topology)),
      ...minimal.properties,
      headers: {
        ...carryAll(failed),
        ...minimal.properties.headers,
      },
    },
  };
}

/** The copy of one whose headers and properties cannot be sent: without them, and it says so. */
export function writeBareCopy(failed: FailedDelivery, topology: Topology): OutgoingMessage {
  const minimal = writeMinimalCopy({ ...failed, stack: undefined }, topology);
  const ours = minimal.properties.headers as Record<string, unknown>;
  const headers = { ...carryAll(failed, 0), ...ours };
  return { ...minimal, properties: { ...minimal.properties, headers } };
}

function carryAll(
  { delivery, message }: FailedDelivery,
  limitBytes?: number,
): Record<string, unknown> {
  const { encodedHeaders, headersLeftOut } = delivery;
  return carryHeaders(message.properties.headers, encodedHeaders, headersLeftOut, limitBytes);
}

/** The least a copy must have: the bytes, the id, and our headers. */
export function writeMinimalCopy(failed: FailedDelivery, topology: Topology): OutgoingMessage {
  const { decision, delivery, message } = failed;
  return {
    ...routeOf(failed, topology),
    body: message.content,
    properties: {
      messageId: delivery.messageId,
      persistent: true,
      mandatory: true,
      ...(decision.kind === 'retry' && { expiration: String(decision.delayMs) }),
      headers: {
        ...originHeaders(delivery),
        ...(decision.kind !== 'postpone' && failureHeaders(failed, decision.failure)),
        ...countsOf(decision, delivery),
      },
    },
  };
}

function countsOf(decision: FailedDelivery['decision'], { attempt }: Delivery): object {
  // Written also as undefined: the count of another attempt is not carried.
  const returns = decision.kind === 'retry' ? decision.returns : undefined;
  const isNext = decision.kind === 'retry' && returns === undefined;
  return { [names.attempt]: isNext ? attempt + 1 : attempt, [names.returns]: returns };
}

function routeOf(
  { decision, delivery: { queue } }: FailedDelivery,
  { deadLetters, delays }: Topology,
): Pick<OutgoingMessage, 'exchange' | 'routingKey'> {
  switch (decision.kind) {
    case 'dead-letter':
      return { exchange: deadLetters.exchange.name, routingKey: queue };
    case 'retry':
      return { exchange: '', routingKey: retryQueue(queue, decision.waitMs) };
    case 'postpone':
      return { exchange: '', routingKey: stageFor(delays, decision.delayMs) };
  }
}

/** An expiration is left out: it would end the message's wait early, or its life as a dead letter. */
const CARRIED = [
  'contentType',
  'contentEncoding',
  'correlationId',
  'replyTo',
  'timestamp',
  'type',
  'appId',
] as const;

/**
 * On RabbitMQ 4 a quorum queue serves by priority, and a message at the head of one in which it waits
 * holds back those behind it whose wait has ended. So only what returns to a queue that orders by
 * priority keeps it while it waits, since nothing could give it back; those messages are few.
 */
function keepsPriority({ decision, delivery }: FailedDelivery, { queues }: Topology): boolean {
  if (decision.kind === 'dead-letter') return true;
  return queues.some(
    ({ maxPriority, name }) => name === delivery.queue && maxPriority !== undefined,
  );
}

function carryProperties(properties: ConsumeMessage['properties'], withPriority: boolean): object {
  const carried = withPriority ? [...CARRIED, 'priority' as const] : CARRIED;
  const exact = { ...properties, timestamp: exactTimestamp(properties) };
  return Object.fromEntries(
    carried
      .map((name) => [name, exact[name] as unknown] as const)
      .filter(([, value]) => canBeCarried(value)),
  );
}

/** Numbers beyond 2^53 are not exact. */
function canBeCarried(value: unknown): boolean {
  return isCarriedText(value) || (Number.isSafeInteger(value) && (value as number) >= 0);
}

/** Written again, since carried headers may be left out. */
function originHeaders(delivery: Delivery): object {
  return {
    [names.exchange]: delivery.exchange,
    [names.routingKey]: delivery.routingKey,
    ...(delivery.publishedAt && { [names.publishedAt]: delivery.publishedAt.getTime() }),
    ...(delivery.deferred && deferredHeaders(delivery.deferred)),
    ...(delivery.redrives > 0 && { [names.redrives]: delivery.redrives }),
    ...(delivery.redriveOf !== undefined && { [names.redriveOf]: delivery.redriveOf }),
    ...(delivery.edits !== undefined && { [names.edits]: delivery.edits }),
    ...(delivery.replayOf !== undefined && { [names.replayOf]: delivery.replayOf }),
    ...(delivery.causationId !== undefined && { [names.causationId]: delivery.causationId }),
  };
}

function failureHeaders(
  { decision, delivery, failedAt, handler, stack }: FailedDelivery,
  failure: FailureDecision['failure'],
): object {
  const isReturn = decision.kind === 'retry' && decision.returns !== undefined;
  return {
    [names.queue]: delivery.queue,
    [names.handler]: handler,
    [names.failureCode]: failure.code,
    [names.failureMessage]: failure.message,
    ...(decision.kind === 'dead-letter' && stack !== undefined && { [names.failureStack]: stack }),
    // One that came back has not failed: the first error of its handler is told with its stack.
    ...(!isReturn && { [names.firstFailedAt]: (delivery.firstFailedAt ?? failedAt).getTime() }),
    [names.lastFailedAt]: failedAt.getTime(),
  };
}
