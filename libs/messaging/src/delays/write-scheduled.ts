import { headers as names, type Topology } from '@warren/model';
import { stageFor } from '../amqp/declaring/plan-waiting';
import type { OutgoingMessage } from '../messages/outgoing-message';
import { checkSchedulable } from './check-schedulable';
import { deferredHeaders } from '../messages/deferred';

/**
 * Writes a message that is to be delivered later as the one that waits in its place. It goes to the
 * first delay stage, and says in headers where it is to go then, and what of its properties the
 * broker would act on before that. Pure.
 *
 * @throws RangeError when that is not after `now`.
 * @throws PermanentError when the relay would not publish it: it is to go where no endpoint publishes
 * to (without endpoints: to an exchange that is not declared), or is further ahead than the schedule
 * reaches.
 */
export function writeScheduled(
  { body, exchange, properties, routingKey }: OutgoingMessage,
  deliverAt: Date,
  topology: Topology,
  now: number,
): OutgoingMessage {
  const leftMs = deliverAt.getTime() - now;
  if (!(leftMs > 0)) throw new RangeError(`what is put off is due after now, not in ${leftMs} ms`);
  checkSchedulable({ exchange, routingKey }, leftMs, topology);
  const { expiration, mandatory = false, persistent = false, priority, ...others } = properties;
  const deferred = {
    deliverAt,
    ...(expiration !== undefined && { expiration: Number(expiration) }),
    ...(priority !== undefined && { priority }),
    mandatory,
    persistent,
  };
  return {
    exchange: '',
    routingKey: stageFor(topology.delays, leftMs),
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

/** Writes what the log keeps of a message that waits: when it is due, and nothing of the event. Pure. */
export function writeLogEntry(
  { properties: { headers, messageId } }: OutgoingMessage,
  { schedule }: Pick<Topology, 'schedule'>,
): OutgoingMessage {
  const { [names.deliverAt]: deliverAt } = headers as Record<string, unknown>;
  return {
    exchange: '',
    routingKey: schedule.log.queue,
    body: Buffer.alloc(0),
    properties: {
      messageId,
      type: 'scheduled',
      persistent: true,
      mandatory: true,
      headers: { [names.deliverAt]: deliverAt },
    },
  };
}
