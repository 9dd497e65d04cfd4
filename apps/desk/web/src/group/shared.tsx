import { useFormats } from '../format/formats';
import type { Group } from './group.queries';
import { useGroupTexts } from './use-group-texts';

const SHOWN = 4;

/** Which tipos and workers the open ones have, and what happened before the first. */
export function Shared({ group }: { group: Group }): React.ReactNode {
  const texts = useGroupTexts();
  const { moment } = useFormats();
  if (group.open === 0 && group.suspects.length === 0) return null;
  return (
    <section className="card group-card">
      <h2>{texts.shared}</h2>
      <dl className="group-shares">
        <Shares label={texts.tipos} shares={group.tipos} />
        <Shares label={texts.workers} shares={group.workers} />
      </dl>
      {group.suspects.length > 0 && (
        <>
          <h2>{texts.suspects}</h2>
          <ul className="group-suspects">
            {group.suspects.map(({ at, words }) => (
              <li key={`${at} ${words}`} title={moment(at)}>
                {texts.suspect(words)}
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}

interface SharesProps {
  readonly label: string;
  readonly shares: Group['tipos'];
}

function Shares({ label, shares }: SharesProps): React.ReactNode {
  const { count, percent } = useFormats();
  const all = shares.reduce((sum, share) => sum + share.count, 0);
  if (all === 0) return null;
  return (
    <>
      <dt>{label}</dt>
      <dd>
        {shares.slice(0, SHOWN).map((share) => (
          <span key={share.name} className="group-share" title={count(share.count)}>
            <span className="mono cut">{share.name}</span>
            <span>{percent(share.count / all)}</span>
          </span>
        ))}
      </dd>
    </>
  );
}
