import type { Dto } from '../api/client';
import type { MapEdge } from './fold-topology';

/** What of the picture a message would pass. */
export interface Lit {
  readonly nodes: ReadonlySet<string>;
  readonly isLit: (edge: MapEdge) => boolean;
}

export function findLit(routes: readonly Dto<'RouteDto'>[]): Lit {
  const passed = routes.flatMap(({ bindings, exchange }) =>
    bindings.map(({ headers, queue, routingKey }) => ({
      ...{ from: `exchange:${exchange}`, to: `queue:${queue}`, routingKey },
      headers: JSON.stringify(headers),
    })),
  );
  return {
    nodes: new Set(passed.flatMap(({ from, to }) => [from, to])),
    isLit: (edge) =>
      passed.some(
        ({ from, headers, routingKey, to }) =>
          from === edge.from &&
          to === edge.to &&
          (edge.kind === 'by-name' ||
            (routingKey === (edge.routingKey ?? '') && headers === JSON.stringify(edge.headers))),
      ),
  };
}
