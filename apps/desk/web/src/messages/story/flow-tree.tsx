import { Link } from '@tanstack/react-router';
import type { Dto } from '../../api/client';
import { useFormats } from '../../format/formats';
import { EmptyPlace } from '../../parts/empty-place';
import { ErrorNote } from '../../parts/error-note';
import { OutcomeMark } from '../../parts/outcome';
import { useFlow } from './story.queries';
import { useStoryTexts } from './use-story-texts';

const STEP_PX = 22;
const MAX_DEPTH = 10;

interface FlowTreeProps {
  readonly correlationId: string;
  /** The message whose story is shown. */
  readonly messageId: string;
}

/** What caused a message, and what followed from it. */
export function FlowTree({ correlationId, messageId }: FlowTreeProps): React.JSX.Element {
  const texts = useStoryTexts();
  const { data, error } = useFlow(correlationId);
  const isAlone = data !== undefined && data.nodes.length < 2;
  return (
    <section className="card story-part">
      <h2>{texts.flow}</h2>
      <ErrorNote error={error} />
      {isAlone && <EmptyPlace title={texts.flowAlone} hint={texts.flowAloneHint} />}
      {!isAlone && (
        <ul className="flow-tree">
          {data?.nodes.map((node) => (
            <FlowRow key={node.messageId} node={node} isHere={node.messageId === messageId} />
          ))}
        </ul>
      )}
      {data?.isCut && <p className="soft">{texts.flowCut}</p>}
    </section>
  );
}

function FlowRow({
  isHere,
  node,
}: {
  node: Dto<'FlowNodeDto'>;
  isHere: boolean;
}): React.JSX.Element {
  const texts = useStoryTexts();
  const { stamp } = useFormats();
  const note = { none: '', shown: '', missing: texts.missing, cyclic: texts.cyclic }[node.cause];
  return (
    <li
      style={{ paddingLeft: 10 + Math.min(node.depth, MAX_DEPTH) * STEP_PX }}
      aria-current={isHere ? 'true' : undefined}
    >
      <div>
        {node.depth > 0 && <span className="soft">↳ </span>}
        <Link to={`/messages/${encodeURIComponent(node.messageId)}`}>
          {node.tipo ?? node.messageId}
        </Link>{' '}
        {node.id} <span className="soft">{isHere ? texts.here : note}</span>
        <time className="soft">{stamp(node.publishedAt ?? undefined)}</time>
      </div>
      {node.deliveries.map(({ outcome, queue }) => (
        <span key={queue} className="flow-delivery">
          <OutcomeMark outcome={outcome} /> <span className="soft">{queue}</span>
        </span>
      ))}
    </li>
  );
}
