import type { Topology } from './declared-topology';

/** Whether a publish endpoint could publish to this exchange with this routing key (I14). */
export function isPublishRoute(
  { routes }: Pick<Topology, 'routes'>,
  exchange: string,
  routingKey: string,
): boolean {
  return Object.values(routes).some(
    (route) =>
      route.exchange.name === exchange &&
      (route.routingKey === undefined || route.routingKey === routingKey),
  );
}
