import { listBindings, type Topology } from '@warren/model';
import type { PublishWayDto } from './publish-by-hand.dto';

/** Where an event can be published to, in the order of the routes, with a key or headers that a queue is bound by. */
export function describeWays(topology: Topology): PublishWayDto[] {
  return Object.entries(topology.routes).map(([way, { exchange, routingKey }]) => {
    const binding = listBindings(topology, exchange)[0]?.binding;
    return {
      ...{ way, exchange: exchange.name, type: exchange.type },
      ...(routingKey !== undefined && { routingKey }),
      ...(routingKey === undefined && binding && { exampleKey: fill(binding.routingKey) }),
      ...(binding?.headers && { exampleHeaders: binding.headers.headers }),
    };
  });
}

/** A key that a pattern matches. */
function fill(pattern: string): string {
  const words = pattern.split('.').filter((word) => word !== '#');
  return words.map((word) => (word === '*' ? 'any' : word)).join('.');
}
