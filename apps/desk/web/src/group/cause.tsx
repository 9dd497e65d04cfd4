import type { Group } from './group.queries';
import { useGroupTexts } from './use-group-texts';

export function Cause({ group }: { group: Group }): React.JSX.Element {
  const texts = useGroupTexts();
  const { message, stack } = group.sample.failure;
  return (
    <section className="card group-card">
      <h2>{texts.cause}</h2>
      <p>{message}</p>
      {group.handler && <p className="mono soft">{group.handler}</p>}
      {stack && (
        <details>
          <summary>{texts.stack}</summary>
          <pre className="mono" tabIndex={0}>
            {stack}
          </pre>
        </details>
      )}
    </section>
  );
}
