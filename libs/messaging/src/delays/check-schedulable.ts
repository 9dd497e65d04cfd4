import { isPublishRoute, type Topology } from '@warren/model';
import { PermanentError } from '../messages/handler-errors';
import type { MessageRoute } from '../messages/write-message';

/**
 * Makes sure that the relay will publish a message that way when it is due, and that the schedule
 * reaches so far. The publisher and the relay both ask here, so that nothing is confirmed for later
 * that the relay would refuse. Pure.
 *
 * @throws PermanentError `route_not_allowed` when events are not published that way; `too_far_ahead`.
 */
export function checkSchedulable(
  { exchange, routingKey }: MessageRoute,
  aheadMs: number,
  topology: Pick<Topology, 'exchanges' | 'queues' | 'routes' | 'schedule'>,
  toleranceMs = 0,
): void {
  if (!isPublishRoute(topology, exchange, routingKey)) {
    const route = `the exchange '${exchange}' with the key '${routingKey}'`;
    throw new PermanentError('route_not_allowed', `events are not published to ${route}`);
  }
  const { longestMs } = topology.schedule;
  if (aheadMs <= longestMs + toleranceMs) return;
  throw new PermanentError(
    'too_far_ahead',
    `a delivery can be ${longestMs} ms ahead at most, not ${aheadMs}`,
  );
}
