import { Title } from '@mantine/core';
import { useRefetchOn } from '../live/use-refetch-on';
import './activity.css';
import { Audit } from './audit';
import { useActivityTexts } from './use-activity-texts';

/** What the journal has when somebody did something. */
const CHANGES = ['redriven', 'discarded', 'restored', 'operated'];

/** Who did what, and why. */
export default function ActivityView(): React.JSX.Element {
  const texts = useActivityTexts();
  useRefetchOn(CHANGES, 'audit');
  return (
    <div className="page">
      <div className="activity-heading">
        <Title order={1}>{texts.title}</Title>
        <p className="soft">{texts.about}</p>
      </div>
      <Audit />
    </div>
  );
}
