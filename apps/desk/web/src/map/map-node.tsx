import { Handle, Position } from '@xyflow/react';
import { useFormats } from '../format/formats';
import type { ShownNode } from './fold-topology';
import { NODE_SIZE } from './place-nodes';
import { useMapTexts } from './use-map-texts';

export interface MapNodeData extends Record<string, unknown> {
  readonly node: ShownNode;
  readonly isDim: boolean;
}

/** An exchange or a queue, with what waits in it. */
export function MapNode({ data: { isDim, node } }: { data: MapNodeData }): React.JSX.Element {
  return (
    <div
      className={`map-node map-node-${node.type}`}
      data-bad={node.isBad}
      data-dim={isDim}
      style={NODE_SIZE}
    >
      <Handle type="target" position={Position.Left} />
      <NodeWords node={node} />
      <Handle type="source" position={Position.Right} />
    </div>
  );
}

function NodeWords({ node }: { node: ShownNode }): React.JSX.Element {
  const texts = useMapTexts();
  const { count } = useFormats();
  const { isBad, kind, messages = 0, name, retrying, type } = node;
  const isQueue = type === 'queue';
  const bad = isQueue ? texts.unattended : texts.boundToNothing;
  const facts = [
    ...(isBad ? [bad] : []),
    ...(isQueue ? [texts.waiting(count(messages))] : isBad ? [] : [kind]),
    ...(retrying > 0 ? [texts.retrying(count(retrying))] : []),
  ];
  return (
    <>
      <div className="mono cut" title={name}>
        {name === '' ? `(${texts.byName})` : name}
      </div>
      <small className="cut">{facts.join(' · ')}</small>
    </>
  );
}
