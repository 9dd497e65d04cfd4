import { Background, Controls, ReactFlow, type Edge, type Node } from '@xyflow/react';
import '@xyflow/react/dist/base.css';
import { useNavigate } from '@tanstack/react-router';
import { useMemo } from 'react';
import type { Dto } from '../api/client';
import { edgeKey, foldTopology, type MapEdge, type ShownMap } from './fold-topology';
import { findLit, type Lit } from './find-lit';
import { MapNode, type MapNodeData } from './map-node';
import { NODE_SIZE, placeNodes } from './place-nodes';

interface MapGraphProps {
  readonly topology: Dto<'TopologyLiveDto'>;
  readonly areAllWays: boolean;
  readonly routes: Dto<'RoutesDto'> | undefined;
}

/** The scale at which the whole picture can still be read: the page is as high as that needs. */
const READABLE = 0.85;
const NODE_TYPES = { shown: MapNode };

/** The picture. Nodes keep their places while numbers change. */
export function MapGraph({ areAllWays, routes, topology }: MapGraphProps): React.JSX.Element {
  const navigate = useNavigate();
  const map = useMemo(() => foldTopology(topology, areAllWays), [topology, areAllWays]);
  const shape = [...map.nodes.map(({ id }) => id), ...map.edges.map(edgeKey)].join('|');
  const places = useMemo(() => placeNodes(map), [shape]);
  const lit = useMemo(() => routes && findLit(routes.routes), [routes]);
  const nodes = map.nodes.map((node): Node<MapNodeData> => ({
    ...{ id: node.id, type: 'shown', position: places.get(node.id) ?? { x: 0, y: 0 } },
    ...{
      data: { node, isDim: lit !== undefined && !lit.nodes.has(node.id) },
      ariaLabel: node.name,
    },
  }));
  const height = Math.max(...[...places.values()].map(({ y }) => y), 0) + NODE_SIZE.height;
  return (
    <div className="map-space" style={{ minHeight: height * READABLE }}>
      <ReactFlow
        key={shape}
        nodes={nodes}
        edges={toEdges(map, lit)}
        nodeTypes={NODE_TYPES}
        fitView
        minZoom={0.2}
        zoomOnScroll={false}
        preventScrolling={false}
        nodesDraggable={false}
        nodesConnectable={false}
        edgesFocusable={false}
        proOptions={{ hideAttribution: true }}
        onNodeClick={(_, { data }) => {
          if (data.node.type === 'queue')
            void navigate({ to: '/queues', search: { queue: data.node.name } });
        }}
      >
        <Background gap={24} color="var(--line)" />
        <Controls showInteractive={false} />
      </ReactFlow>
    </div>
  );
}

function toEdges({ edges }: ShownMap, lit: Lit | undefined): Edge[] {
  return edges.map((edge) => {
    const isLit = lit?.isLit(edge) ?? false;
    const isDim = lit !== undefined && !isLit;
    return {
      ...{
        id: edgeKey(edge),
        source: edge.from,
        target: edge.to,
        label: isDim ? '' : labelOf(edge),
      },
      ...{
        className: `map-edge map-edge-${edge.kind}${isLit ? ' lit' : ''}${isDim ? ' dim' : ''}`,
      },
      style: { strokeWidth: widthOf(edge) },
    };
  });
}

/** A busy way is wide, and one that is a thousand times busier does not hide the others. */
function widthOf({ perSecond = 0 }: MapEdge): number {
  return 1.2 + Math.log2(1 + perSecond) * 1.3;
}

function labelOf({ headers, routingKey }: MapEdge): string {
  if (headers === undefined) return routingKey ?? '';
  const { headers: wanted = {}, match = '' } = headers as { headers?: object; match?: string };
  const pairs = Object.entries(wanted).map(([name, value]) => `${name}=${String(value)}`);
  return pairs.join(match.startsWith('any') ? ' or ' : ' and ');
}
