import { useFormats } from '../format/formats';
import { useCheck, type DeadLetter } from './group.queries';
import { readEvent } from './fix/read-event';
import { useGroupTexts } from './use-group-texts';
import { findLine, writeLines } from './fix/write-lines';

/** The event of one, the fields marked that its queue does not accept. */
export function Sample({ letter }: { letter: DeadLetter }): React.JSX.Element {
  const texts = useGroupTexts();
  const { away } = useFormats();
  const event = readEvent(letter);
  const { data } = useCheck(letter.queue, event === undefined ? undefined : JSON.stringify(event));
  const lines = event === undefined ? [] : writeLines(event);
  const faults = new Map(
    data?.faults?.map(({ detail, pointer }) => [findLine(lines, pointer), detail]),
  );
  return (
    <section className="card group-card group-sample">
      <h2>
        {texts.sample} <span className="mono">{letter.messageId}</span> {away(letter.at)}
      </h2>
      {event === undefined && <p className="soft">{texts.notText}</p>}
      <ol className="group-lines mono" tabIndex={0} aria-label={texts.sample}>
        {lines.map(({ text }, place) => (
          <li key={place} data-fault={faults.has(place)}>
            <code>{text}</code>
            {faults.has(place) && <em>{faults.get(place)}</em>}
          </li>
        ))}
      </ol>
    </section>
  );
}
