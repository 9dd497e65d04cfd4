import { headers as names, type Topology } from '@warren/contracts';
import { delayRoute } from '../delays/delay-ladder';
import type { OutgoingMessage } from '../publishing/outgoing-message';
import { deferredHeaders } from './deferred';
import { nextWait } from './next-wait';

/**
 * Writes a message that is to be delivered later as the one that waits in its place. It goes to the
 * exchange of the schedule, and says in headers where it is to go then, and what of its properties
 * the broker would act on before that. Pure.
 *
 * @throws RangeError when that is not after `now`, or further ahead than the schedule reaches.
 */
export function writeScheduled(
  { body, exchange, properties, routingKey }: OutgoingMessage,
  deliverAt: Date,
  { delays, schedule }: Pick<Topology, 'delays' | 'schedule'>,
  now: number,
): OutgoingMessage {
  const leftMs = deliverAt.getTime() - now;
  if (!(leftMs > 0 && leftMs <= schedule.longestMs)) {
    throw new RangeError(`a delivery can be 1 to ${schedule.longestMs} ms ahead, not ${leftMs}`);
  }
  const { expiration, mandatory = false, persistent = false, ...others } = properties;
  const deferred = {
    deliverAt,
    ...(expiration !== undefined && { expiration: Number(expiration) }),
    mandatory,
    persistent,
  };
  return {
    exchange: schedule.exchange.name,
    routingKey: delayRoute(delays, nextWait(delays, leftMs, leftMs), schedule.queue).routingKey,
    body,
    properties: {
      ...others,
      persistent: true,
      mandatory: true,
      headers: {
        ...(properties.headers as Record<string, unknown> | undefined),
        ...deferredHeaders(deferred),
        [names.exchange]: exchange,
        [names.routingKey]: routingKey,
      },
    },
  };
}
