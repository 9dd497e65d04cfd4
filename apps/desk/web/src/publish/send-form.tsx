import { Button, TextInput } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useFormats } from '../format/formats';
import { ErrorNote } from '../parts/error-note';
import { useSend, type Place, type Sent, type Verdict } from './publish.queries';
import { usePublishTexts } from './use-publish-texts';

interface SendFormProps {
  readonly place: Place | undefined;
  /** Undefined while it is being written. */
  readonly event: unknown;
  readonly isJson: boolean;
  readonly verdicts: readonly Verdict[];
}

/** Sends the event now or at a time, and leads to what becomes of it. */
export function SendForm({ event, isJson, place, verdicts }: SendFormProps): React.JSX.Element {
  const texts = usePublishTexts();
  const send = useSend();
  const [at, setAt] = useState('');
  const [why, setWhy] = useState('');
  const isLater = at !== '';
  const off = findWhyOff(isJson, verdicts, at);
  const isReady = place !== undefined && event !== undefined && off === undefined;
  const publish = (): void => {
    if (!isReady) return;
    const later = isLater && { deliverAt: new Date(at).toISOString() };
    const reason = why.trim() !== '' && { why: why.trim() };
    send.mutate({ ...place, event: event as never, ...later, ...reason });
  };
  return (
    <div className="publish-send">
      <div className="publish-terms">
        <TextInput
          type="datetime-local"
          label={texts.later}
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

type WhyOff = 'notJson' | 'nowhere' | 'refused' | 'past';

function findWhyOff(isJson: boolean, verdicts: readonly Verdict[], at: string): WhyOff | undefined {
  if (!isJson) return 'notJson';
  if (at !== '' && !(new Date(at).getTime() > Date.now())) return 'past';
  if (verdicts.length === 0) return 'nowhere';
  return verdicts.some(({ faults }) => (faults ?? []).length > 0) ? 'refused' : undefined;
}
