import { memo } from 'react';
import { useFormats } from '../format/formats';
import { OutcomeMark } from '../parts/outcome';
import type { Message } from './messages.queries';
import { useMessagesTexts } from './use-messages-texts';

const PREVIEW = 240;

export function ListHead(): React.JSX.Element {
  const { columns } = useMessagesTexts();
  return (
    <div className="message-row message-head soft" aria-hidden>
      {Object.entries(columns).map(([name, title]) => (
        <span key={name} className={`message-${name}`}>
          {title}
        </span>
      ))}
    </div>
  );
}

interface MessageRowProps {
  readonly message: Message;
  readonly index: number;
  readonly top: number;
  readonly height: number;
  readonly isActive: boolean;
  readonly onOpen: (index: number) => void;
}

/** One delivery on one line. */
export const MessageRow = memo(function MessageRow(props: MessageRowProps): React.JSX.Element {
  const { height, index, isActive, message, onOpen, top } = props;
  const { duration, moment, stamp } = useFormats();
  const { attempt, outcome, processedAt, publishedAt, queue, recordedAt } = message.delivery;
  const took =
    publishedAt && processedAt ? Date.parse(processedAt) - Date.parse(publishedAt) : undefined;
  return (
    <div
      id={`message-${index}`}
      className="message-row"
      role="option"
      aria-selected={isActive}
      style={{ height, transform: `translateY(${top}px)` }}
      onClick={() => onOpen(index)}
    >
      <span className="message-outcome">
        <OutcomeMark outcome={outcome} />
      </span>
      <time className="message-at" dateTime={recordedAt} title={moment(recordedAt)}>
        {stamp(recordedAt)}
      </time>
      <span className="message-tipo cut">{message.tipo ?? '–'}</span>
      <span className="message-id cut">{message.id ?? '–'}</span>
      <span className="message-queue cut">{queue}</span>
      <Preview message={message} />
      <span className="message-attempt">{attempt}</span>
      <span className="message-took">{duration(took)}</span>
    </div>
  );
});

function Preview({ message }: { message: Message }): React.JSX.Element {
  const texts = useMessagesTexts();
  const { bytes } = useFormats();
  const { excerpt, payload } = message;
  if (excerpt) {
    return (
      <span className="message-payload cut mono">
        {texts.tooLarge(bytes(excerpt.bytes))}
        {excerpt.head.slice(0, PREVIEW)}
      </span>
    );
  }
  if (payload === null) return <span className="message-payload cut soft">{texts.noEvent}</span>;
  return (
    <span className="message-payload cut mono">{JSON.stringify(payload).slice(0, PREVIEW)}</span>
  );
}
