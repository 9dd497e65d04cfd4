import type { Topology } from './declared-topology';

/**
 * Whether a publish endpoint could publish to this exchange with this routing key (I14). A topology
 * without routes has no endpoints: then the application itself may publish to every exchange it declares.
 */
export function isPublishRoute(
  { exchanges, queues, routes }: Pick<Topology, 'exchanges' | 'queues' | 'routes'>,
  exchange: string,
  routingKey: string,
): boolean {
  const all = Object.values(routes);
  if (all.length === 0) {
    const isQueue = queues.some(({ name }) => name === routingKey);
    return exchanges.some(({ builtIn, name }) => name === exchange && (!builtIn || isQueue));
  }
  return all.some(
    (route) =>
      route.exchange.name === exchange &&
      (route.routingKey === undefined || route.routingKey === routingKey),
  );
}
