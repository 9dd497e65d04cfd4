import { EmptyPlace } from '../parts/empty-place';
import { useNowTexts } from './use-now-texts';

/** Nothing was published yet: says what will be here and how to begin. */
export function FirstVisit(): React.JSX.Element {
  const texts = useNowTexts();
  return (
    <section className="card">
      <EmptyPlace title={texts.firstTitle} hint={texts.firstHint}>
        <code className="mono now-command">npm run warren -- publish --help</code>
      </EmptyPlace>
    </section>
  );
}
