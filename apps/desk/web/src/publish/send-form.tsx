import { Button, TextInput } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useReducer, useState } from 'react';
import { useFormats } from '../format/formats';
import { ErrorNote } from '../parts/error-note';
import { useSend, type Place, type Sent, type Verdict } from './publish.queries';
import { usePublishTexts } from './use-publish-texts';
import { usePreferences, type Zone } from '../preferences/preferences';

interface SendFormProps {
  readonly place: Place | undefined;
  /** Undefined while it is being written. */
  readonly event: unknown;
  readonly isJson: boolean;
  /** Undefined: which queues it reaches is not known yet. */
  readonly verdicts: readonly Verdict[] | undefined;
}

/** Sends the event now or at a time, and leads to what becomes of it. */
export function SendForm({ event, isJson, place, verdicts }: SendFormProps): React.JSX.Element {
  const texts = usePublishTexts();
  const send = useSend();
  const [at, setAt] = useState('');
  const [why, setWhy] = useState('');
  const { zone } = usePreferences();
  const [, judgeAgain] = useReducer((count: number) => count + 1, 0);
  const isLater = at !== '';
  const time = isLater ? readTime(at, zone) : undefined;
  const off = findWhyOff(isJson, verdicts, time);
  const isKnown = verdicts?.every(({ faults }) => faults !== undefined) ?? false;
  const isReady = place !== undefined && event !== undefined && isKnown && off === undefined;
  const publish = (): void => {
    // Its time may have passed while the form was open.
    if (!isReady || findWhyOff(isJson, verdicts, time)) return judgeAgain();
    const { routingKey, ...rest } = place;
    const key = routingKey !== '' && { routingKey };
    const later = time && { deliverAt: time.toISOString() };
    const reason = why.trim() !== '' && { why: why.trim() };
    send.mutate({ ...rest, ...key, event: event as never, ...later, ...reason });
  };
  return (
    <div className="publish-send">
      <div className="publish-terms">
        <TextInput
          type="datetime-local"
          label={texts.later(zone)}
          description={texts.laterHint}
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          value={at}
          onChange={({ currentTarget }) => setAt(currentTarget.value)}
        />
        <TextInput
          label={texts.why}
          value={why}
          onChange={({ currentTarget }) => setWhy(currentTarget.value)}
          maxLength={1_024}
        />
      </div>
      <Button onClick={publish} disabled={!isReady} loading={send.isPending}>
        {isLater ? texts.sendLater : texts.send}
      </Button>
      {off && <p className="soft">{texts.whyOff[off]}</p>}
      <ErrorNote error={send.error} />
      {send.data && <Receipt sent={send.data} />}
    </div>
  );
}

function Receipt({ sent: { deliverAt, messageId } }: { sent: Sent }): React.JSX.Element {
  const texts = usePublishTexts();
  const { moment } = useFormats();
  return (
    <div className="publish-receipt" role="status">
      <strong>{deliverAt ? texts.scheduled(moment(deliverAt)) : texts.confirmed}</strong>
      <code>{messageId}</code>
      <Link to={`/messages/${encodeURIComponent(messageId)}`}>{texts.story}</Link>
    </div>
  );
}

type WhyOff = 'notJson' | 'nowhere' | 'refused' | 'past' | 'tooFar';

/** As far as the schedule reaches. */
const LONGEST_MS = 30 * 86_400_000;

/** What a field for a time has, by the clock of this place or UTC. */
function readTime(text: string, zone: Zone): Date {
  return new Date(zone === 'utc' ? `${text}Z` : text);
}

function findWhyOff(
  isJson: boolean,
  verdicts: readonly Verdict[] | undefined,
  time: Date | undefined,
): WhyOff | undefined {
  if (!isJson) return 'notJson';
  const aheadMs = (time?.getTime() ?? Infinity) - Date.now();
  if (time && !(aheadMs > 0)) return 'past';
  if (time && aheadMs > LONGEST_MS) return 'tooFar';
  if (verdicts?.length === 0) return 'nowhere';
  return verdicts?.some(({ faults }) => (faults ?? []).length > 0) ? 'refused' : undefined;
}
