import type { Dto } from '../api/client';

type Topology = Dto<'TopologyLiveDto'>;
type MapNode = Dto<'NodeDto'>;
export type MapEdge = Dto<'EdgeDto'>;

/** A node of the picture: a queue stands for its retry queues too. */
export interface ShownNode extends MapNode {
  /** Messages that wait in its retry queues. */
  readonly retrying: number;
  readonly isBad: boolean;
}

export interface ShownMap {
  readonly nodes: readonly ShownNode[];
  readonly edges: readonly MapEdge[];
}

const MAIN = ['work', 'schedule', 'commands'];
const DEAD = 'dead-letters';

/**
 * What is worth a place in the picture: exchanges and the queues that workers consume. Ways by name and to the dead
 * letters are those along which something comes, or that are a queue's only one, unless all are wanted.
 */
export function foldTopology(topology: Topology, areAllWays: boolean): ShownMap {
  const retrying = countRetrying(topology);
  const bad = new Set([...topology.withoutConsumer, ...topology.boundToNothing]);
  const onlyByName = new Set(topology.onlyByName);
  const edges = joinDeadLetters(topology.edges).filter((edge) => {
    if (edge.kind === 'binding') return true;
    if (edge.kind === 'dead-letter') return areAllWays || (edge.perSecond ?? 0) > 0;
    return edge.kind === 'by-name' && ((edge.perSecond ?? 0) > 0 || onlyByName.has(edge.to));
  });
  const joined = new Set(edges.flatMap(({ from, to }) => [from, to]));
  const nodes = topology.nodes
    .filter(({ id, kind }) => joined.has(id) || MAIN.includes(kind) || bad.has(id))
    .filter(
      ({ id, type, kind }) =>
        type === 'exchange' || MAIN.includes(kind) || kind === DEAD || joined.has(id),
    )
    .map((node) => ({ ...node, retrying: retrying.get(node.id) ?? 0, isBad: bad.has(node.id) }));
  return { nodes, edges };
}

/** Queues lead to the queue of dead letters: the exchange between is the library's own. */
function joinDeadLetters(edges: readonly MapEdge[]): readonly MapEdge[] {
  const exchange = edges.find(({ kind }) => kind === 'dead-letter')?.to;
  const queue = edges.find(({ from, kind }) => kind === 'binding' && from === exchange)?.to;
  if (queue === undefined) return edges;
  return edges
    .filter(({ from }) => from !== exchange)
    .map((edge) => (edge.to === exchange ? { ...edge, to: queue } : edge));
}

function countRetrying({ edges, nodes }: Topology): Map<string, number> {
  const messages = new Map(nodes.map((node) => [node.id, node.messages ?? 0]));
  const sums = new Map<string, number>();
  for (const { from, kind, to } of edges) {
    if (kind === 'retry') sums.set(from, (sums.get(from) ?? 0) + (messages.get(to) ?? 0));
  }
  return sums;
}

export function edgeKey({ from, headers, kind, routingKey, to }: MapEdge): string {
  return [kind, from, to, routingKey, JSON.stringify(headers)].join(' ');
}
