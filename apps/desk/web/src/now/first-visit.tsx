import { Link } from '@tanstack/react-router';
import { EmptyPlace } from '../parts/empty-place';
import { useNowTexts } from './use-now-texts';

/** Nothing was published yet: says what will be here and how to begin. */
export function FirstVisit(): React.JSX.Element {
  const { firstHint, firstSteps, firstTitle } = useNowTexts();
  return (
    <section className="card">
      <EmptyPlace title={firstTitle} hint={firstHint}>
        <ol className="now-steps">
          {firstSteps.map(({ example, hint, title }) => (
            <li key={example}>
              <Link to="/publish" search={{ example }}>
                {title}
              </Link>
              <span className="soft">{hint}</span>
            </li>
          ))}
        </ol>
      </EmptyPlace>
    </section>
  );
}
