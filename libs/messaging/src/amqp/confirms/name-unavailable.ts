import { routeMessage, type MessageHeaders, type Topology } from '@warren/model';
import type { OutgoingMessage, SendOutcome } from '../../messages/outgoing-message';

/** The queues that the topology declares for a message. Pure. */
export function queuesFor(
  { exchange: name, properties, routingKey }: OutgoingMessage,
  topology: Topology,
): readonly string[] {
  const exchange = topology.exchanges.find((each) => each.name === name);
  if (exchange === undefined) return [];
  const headers = (properties.headers ?? {}) as MessageHeaders;
  return routeMessage(topology, exchange, routingKey, headers).queues;
}

/**
 * What became of a message, when a queue that the topology declares for it is the reason. The broker
 * returns such a message as one that no queue wants, or nacks it; for its sender it is `refused`, and
 * names the queues: sent again when they are back, it arrives. Any other outcome is left as it is. Pure.
 *
 * @param isUnavailable what is known of a queue beside.
 */
export function nameUnavailable(
  outcome: SendOutcome,
  message: OutgoingMessage,
  topology: Topology,
  isUnavailable: (queue: string) => boolean,
): SendOutcome {
  if (outcome.kind !== 'unroutable' && outcome.kind !== 'refused') return outcome;
  if (outcome.kind === 'refused' && outcome.isForbidden) return outcome;
  const declared = queuesFor(message, topology);
  const queues = outcome.kind === 'unroutable' ? declared : declared.filter(isUnavailable);
  if (queues.length === 0) return outcome;
  const names = queues.map((each) => `\`${each}\``).join(', ');
  const reason = `unavailable on the broker: ${names}; the event was not kept: send it again`;
  return { kind: 'refused', reason, queues };
}
