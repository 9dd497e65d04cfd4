import { useFormats } from '../../format/formats';
import './step-list.css';
import type { QueueStory, Step } from './story.queries';
import { useStoryTexts } from './use-story-texts';

const COLOURS: Readonly<Record<string, string>> = {
  ...{ failed: 'bad', processed: 'good', 'dead-lettered': 'bad', attempt: 'accent' },
  ...{ redriven: 'accent', restored: 'accent', progress: 'accent' },
};

/** Every step in words, from the first to the last. */
export function StepList({ queue }: { queue: QueueStory }): React.JSX.Element {
  return (
    <ol className="step-list">
      {queue.steps.map((step, n) => (
        <StepRow key={n} step={step} error={newErrorOf(queue.steps, n)} />
      ))}
    </ol>
  );
}

/** The error of a step; a dead letter says nothing new when it has that of its last attempt. */
function newErrorOf(steps: readonly Step[], n: number): Step['error'] {
  const [before, step] = [steps[n - 1]?.error, steps[n]];
  const isSame = before?.code === step?.error?.code && before?.message === step?.error?.message;
  return step?.step === 'dead-lettered' && isSame ? undefined : step?.error;
}

function StepRow({ error, step }: { step: Step; error: Step['error'] }): React.JSX.Element {
  const texts = useStoryTexts();
  const { duration, moment, stamp } = useFormats();
  const isWait = step.step === 'waited' || step.step === 'waits';
  const colour = COLOURS[step.outcome ?? ''] ?? COLOURS[step.step] ?? 'soft';
  const planned = step.step === 'waits' ? step.plannedMs : undefined;
  return (
    <li data-colour={colour} data-wait={isWait}>
      <div className="step-line">
        <StepTitle step={step} />
        {(step.durationMs ?? planned) !== undefined && (
          <span className="soft">{duration(step.durationMs ?? planned)}</span>
        )}
        {!isWait && (
          <time
            className="soft"
            dateTime={step.at ?? undefined}
            title={moment(step.at ?? undefined)}
          >
            {step.at === null ? texts.unknownTime : stamp(step.at)}
          </time>
        )}
      </div>
      {error && <StepError error={error} />}
    </li>
  );
}

function StepTitle({ step }: { step: Step }): React.JSX.Element {
  const texts = useStoryTexts();
  const { count, moment } = useFormats();
  const details = [
    step.where && texts.where[step.where],
    step.step === 'attempt' && texts[step.outcome ?? 'running'],
    step.redeliveries ? texts.redelivered(step.redeliveries) : undefined,
    step.done !== undefined &&
      texts.progress(count(step.done), step.of === undefined ? undefined : count(step.of)),
    step.until && texts.until(moment(step.until)),
    step.by !== undefined && texts.by(step.by, step.reason ?? ''),
    step.isEdited && texts.edited,
    step.worker,
  ];
  const title = step.step === 'attempt' ? texts.attempt(step.attempt ?? 0) : texts.steps[step.step];
  return (
    <span className="step-title">
      <strong>{title}</strong> <span className="soft">{details.filter(Boolean).join(' · ')}</span>
    </span>
  );
}

function StepError({ error }: { error: NonNullable<Step['error']> }): React.JSX.Element {
  const texts = useStoryTexts();
  return (
    <div className="step-error">
      <code className="mono">{error.code}</code> {error.message}
      {error.stack && (
        <details>
          <summary>{texts.stack}</summary>
          <pre className="mono" tabIndex={0}>
            {error.stack}
          </pre>
        </details>
      )}
    </div>
  );
}
