import { headers as names, type EventDto, type Topology } from '@warren/model';
import type { Delivery } from '../messages/delivery';
import { carryHeaders } from '../failures/carry-headers';
import { PermanentError } from '../messages/handler-errors';
import type { OutgoingMessage } from '../messages/outgoing-message';
import { checkSchedulable } from '../delays/check-schedulable';
import { deferredHeaders, type Deferred } from '../messages/deferred';

/** By how much the clock of who put it off may be ahead of this one. */
const CLOCK_TOLERANCE_MS = 3_600_000;

/** A delivery that was published for later. */
export type DeferredDelivery = Delivery & { readonly deferred: Deferred };

/**
 * Makes sure that a message in the schedule's queue is one that the publisher put off: a client
 * that may write to the broker must not reach by it what no endpoint would publish to (I14).
 *
 * @throws PermanentError `not_scheduled` when it does not say for when; `route_not_allowed` when
 * events are not published that way; `too_far_ahead` when no publisher can have put it off so far.
 */
export function checkDeferred(
  delivery: Delivery,
  topology: Pick<Topology, 'exchanges' | 'queues' | 'routes' | 'schedule'>,
  now: number,
): asserts delivery is DeferredDelivery {
  if (delivery.deferred === undefined) {
    throw new PermanentError('not_scheduled', 'it does not say when it is to be delivered');
  }
  const aheadMs = delivery.deferred.deliverAt.getTime() - now;
  checkSchedulable(delivery, aheadMs, topology, CLOCK_TOLERANCE_MS);
}

/**
 * Writes a message whose time has come as its publisher would have: the same id, so that a repeat is
 * known, and its properties as they were asked for. Pure.
 */
export function writeRelayed(
  { id, tipo, payload }: EventDto,
  delivery: DeferredDelivery,
  now: number,
): OutgoingMessage {
  const { deferred, publishedAt } = delivery;
  const { deliverAt, expiration, mandatory, persistent } = deferred;
  const relayed = { deliverAt, relayedAt: new Date(now), mandatory: true, persistent: true };
  return {
    exchange: delivery.exchange,
    routingKey: delivery.routingKey,
    body: Buffer.from(JSON.stringify({ id, tipo, payload })),
    properties: {
      type: tipo,
      timestamp: Math.floor((publishedAt?.getTime() ?? now) / 1_000),
      appId: 'warren',
      contentType: 'application/json',
      ...delivery.properties,
      // The event is written again.
      contentEncoding: undefined,
      messageId: delivery.messageId,
      persistent,
      mandatory,
      correlationId: delivery.correlationId,
      replyTo: deferred.replyTo,
      expiration,
      priority: deferred.priority,
      headers: {
        ...carryHeaders(delivery.headers, delivery.encodedHeaders, delivery.headersLeftOut),
        [names.publishedAt]: publishedAt?.getTime(),
        ...(delivery.edits !== undefined && { [names.edits]: delivery.edits }),
        ...(delivery.causationId !== undefined && { [names.causationId]: delivery.causationId }),
        ...deferredHeaders(relayed),
      },
    },
  };
}
