import { defineTexts } from '../i18n/define-texts';
import './outcome.css';
import { OUTCOME_COLOURS, type Outcome } from './outcomes';

const outcomesEn: Record<Outcome, string> = {
  processed: 'Processed',
  running: 'Running',
  retrying: 'Retrying',
  'dead-lettered': 'Dead letter',
  discarded: 'Discarded',
};
const outcomesEs: Record<Outcome, string> = {
  processed: 'Procesado',
  running: 'En curso',
  retrying: 'Reintentando',
  'dead-lettered': 'Mensaje muerto',
  discarded: 'Descartado',
};
export const useOutcomeTexts = defineTexts(outcomesEn, outcomesEs);

/** What has become of a message, in a word and a colour. */
export function OutcomeMark({ outcome }: { outcome: Outcome }): React.JSX.Element {
  const texts = useOutcomeTexts();
  return (
    <span className="outcome" data-colour={OUTCOME_COLOURS[outcome]}>
      <i aria-hidden />
      {texts[outcome]}
    </span>
  );
}
