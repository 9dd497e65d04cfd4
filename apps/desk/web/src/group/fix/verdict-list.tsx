import { useFormats } from '../../format/formats';
import { ErrorNote } from '../../parts/error-note';
import { whyNot, type Verdicts } from './read-verdicts';
import { useGroupTexts } from '../use-group-texts';

const SHOWN = 50;

interface VerdictListProps {
  readonly verdicts: Verdicts | undefined;
  readonly error: Error | null;
  readonly isFresh: boolean;
}

/** What would become of each; those that would not pass with the reason. */
export function VerdictList({ error, isFresh, verdicts }: VerdictListProps): React.JSX.Element {
  const texts = useGroupTexts();
  const { count } = useFormats();
  const others = verdicts?.all.filter(({ verdict }) => verdict !== 'would_pass') ?? [];
  return (
    <div className="group-verdicts" aria-busy={!isFresh}>
      <h2>{texts.verdicts}</h2>
      <ErrorNote error={error} />
      <p role="status">
        {!verdicts && !error && <span className="soft">{texts.checking}</span>}
        {Object.entries(verdicts?.counts ?? {}).map(([name, many]) => (
          <span key={name} className="group-verdict" data-verdict={name}>
            <strong>{count(many)}</strong> {texts.verdict(name)}
          </span>
        ))}
      </p>
      {verdicts && verdicts.left > 0 && (
        <p className="soft">{texts.beyond(count(verdicts.left))}</p>
      )}
      {others.length > 0 && (
        <ul className="group-refusals" tabIndex={0} aria-label={texts.verdicts}>
          {others.slice(0, SHOWN).map((verdict) => (
            <li key={verdict.deadLetterId}>
              <span className="mono cut">{verdict.messageId}</span>
              <span>{whyNot(verdict) || texts.verdict(verdict.verdict)}</span>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
