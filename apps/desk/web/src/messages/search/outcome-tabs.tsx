import type { Dto } from '../../api/client';
import { useFormats } from '../../format/formats';
import { useQueryState } from '../../page/use-query-state';
import { useOutcomeTexts } from '../../parts/outcome';
import { OUTCOME_COLOURS, OUTCOMES } from '../../parts/outcomes';
import { useMessagesTexts } from '../use-messages-texts';

type Counts = Dto<'MessageCountsDto'>;

/** How many there are of each outcome; one that is pressed is shown alone. */
export function OutcomeTabs({ counts }: { counts: Counts | undefined }): React.JSX.Element {
  const texts = useMessagesTexts();
  const outcomeTexts = useOutcomeTexts();
  const [{ outcome }, change] = useQueryState();
  const { count } = useFormats();
  const tabs = [
    { outcome: undefined, label: texts.all, colour: 'ink', found: counts?.total },
    ...OUTCOMES.map((each) => ({
      outcome: each,
      label: outcomeTexts[each],
      colour: OUTCOME_COLOURS[each],
      found: counts?.outcomes?.[each],
    })),
  ];
  return (
    <div className="outcome-tabs" role="group" aria-label={texts.outcomes}>
      {tabs.map((tab) => (
        <button
          key={tab.label}
          type="button"
          aria-pressed={tab.outcome === outcome}
          data-colour={tab.colour}
          onClick={() => change({ outcome: tab.outcome, open: undefined })}
        >
          <i aria-hidden />
          {tab.label}
          <b>{count(tab.found)}</b>
        </button>
      ))}
    </div>
  );
}
