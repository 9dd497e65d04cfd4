import { useFormats } from '../format/formats';
import type { Day } from './list-days';
import { useLaterTexts } from './use-later-texts';

interface CalendarProps {
  readonly days: readonly Day[];
  readonly chosen: string | undefined;
  readonly onChosen: (day: string) => void;
}

/** A day for each cell; the more is due, the stronger its colour. */
export function Calendar({ chosen, days, onChosen }: CalendarProps): React.JSX.Element {
  const texts = useLaterTexts();
  const { count, tick } = useFormats();
  const most = Math.max(1, ...days.map(({ messages }) => messages));
  return (
    <section className="card later-calendar" aria-label={texts.calendar}>
      {days.map(({ at, messages, name }) => (
        <button
          key={name}
          type="button"
          className="later-day"
          aria-pressed={name === chosen}
          data-strength={messages === 0 ? 0 : Math.ceil((4 * messages) / most)}
          onClick={() => onChosen(name)}
        >
          <small>{tick(at, true)}</small> <span>{messages === 0 ? '' : count(messages)}</span>
        </button>
      ))}
    </section>
  );
}
