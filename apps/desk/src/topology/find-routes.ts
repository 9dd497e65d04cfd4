import {
  defaultExchange,
  findNearestBindings,
  routeMessage,
  type Exchange,
  type MessageHeaders,
  type Topology,
} from '@warren/model';
import type { RouteDto } from './route.dto';

/** A message that somebody asks about. */
export interface AskedMessage {
  /** Undefined: every exchange is asked. */
  readonly exchange?: string;
  readonly routingKey: string;
  readonly headers: MessageHeaders;
}

/**
 * What each exchange would do with a message, the default exchange last; what nearly fits where no queue would have
 * it. Undefined when there is no such exchange. Nothing is sent. Pure.
 */
export function findRoutes(topology: Topology, asked: AskedMessage): RouteDto[] | undefined {
  const all = [...topology.exchanges.filter(({ builtIn }) => !builtIn), defaultExchange()];
  const chosen = all.filter(({ name }) => asked.exchange === undefined || asked.exchange === name);
  if (chosen.length === 0) return undefined;
  return chosen.map((exchange) => describeRoute(topology, exchange, asked));
}

function describeRoute(
  topology: Topology,
  exchange: Exchange,
  { headers, routingKey }: AskedMessage,
): RouteDto {
  const { bindings, queues } = routeMessage(topology, exchange, routingKey, headers);
  const near =
    queues.length > 0 ? [] : findNearestBindings(topology, exchange, routingKey, headers);
  return {
    ...{ exchange: exchange.name, type: exchange.type, queues, near },
    bindings: bindings.map((each) => ({
      ...{ queue: each.queue, routingKey: each.routingKey, headers: each.headers },
    })),
  };
}
