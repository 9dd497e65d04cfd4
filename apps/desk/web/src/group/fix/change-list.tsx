import type { Op } from 'jsondiffpatch/formatters/jsonpatch';
import { readPointer } from './make-patch';
import { useGroupTexts } from '../use-group-texts';

const MAX_CHARS = 80;

interface ChangeListProps {
  readonly before: unknown;
  readonly patch: readonly Op[] | undefined;
}

/** What would be changed in each: the patch, with what was there. */
export function ChangeList({ before, patch = [] }: ChangeListProps): React.JSX.Element {
  const texts = useGroupTexts();
  return (
    <div>
      <h2>{texts.change}</h2>
      {patch.length === 0 && <p className="soft">{texts.noChange}</p>}
      <ul className="group-changes mono">
        {patch.map((change) => (
          <li key={`${change.op} ${change.path}`}>
            <span>{change.path}</span>
            {change.op !== 'add' && change.op !== 'move' && (
              <del>{show(readPointer(before, change.path))}</del>
            )}
            {'value' in change && <ins>{show(change.value)}</ins>}
            {change.op === 'move' && <ins>← {change.from}</ins>}
          </li>
        ))}
      </ul>
    </div>
  );
}

function show(value: unknown): string {
  const text = JSON.stringify(value) ?? '';
  return text.length > MAX_CHARS ? `${text.slice(0, MAX_CHARS)}…` : text;
}
