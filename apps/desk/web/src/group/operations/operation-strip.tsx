import { Button, Progress } from '@mantine/core';
import { useFormats } from '../../format/formats';
import { ErrorNote } from '../../parts/error-note';
import { isSettled, useAbort, useOperation, type Operation } from './operations.queries';
import { useGroupTexts } from '../use-group-texts';

const SHOWN = ['succeeded', 'deadAgain', 'done', 'refused', 'failed', 'skipped'] as const;
const TONES: Readonly<Record<string, string>> = {
  succeeded: 'good',
  deadAgain: 'bad',
  failed: 'bad',
};

/** How far an operation is. What it says is done, the journal says. */
export function OperationStrip({ id }: { id: string }): React.JSX.Element {
  const { data, error } = useOperation(id);
  return (
    <section className="card group-operation" aria-live="polite">
      <ErrorNote error={error} />
      {data && <OperationState operation={data} />}
    </section>
  );
}

function OperationState({ operation }: { operation: Operation }): React.JSX.Element {
  const texts = useGroupTexts();
  const { count } = useFormats();
  const abort = useAbort(operation.id);
  const { canary, counts, left, state, total } = operation;
  const action = texts.operation[operation.action as 'redrive'];
  const isOver = isSettled(operation);
  return (
    <>
      <div className="group-progress">
        <strong>{action}</strong>
        <span>{state === 'ended' && !isOver ? texts.waits : texts.state(state)}</span>
        <span className="soft cut">{operation.reason}</span>
        {state === 'running' && (
          <Button size="compact-sm" variant="default" onClick={() => abort.mutate()}>
            {texts.abort}
          </Button>
        )}
      </div>
      <Progress.Root size={8}>
        <Progress.Section
          aria-label={`${action}: ${texts.counts.done}`}
          value={(100 * settledOf(operation)) / Math.max(total, 1)}
          color="var(--good)"
        />
        <Progress.Section
          aria-label={`${action}: ${texts.counts.deadAgain}`}
          value={(100 * counts.deadAgain) / Math.max(total, 1)}
          color="var(--bad)"
        />
      </Progress.Root>
      <p className="group-counts">
        {SHOWN.filter((name) => counts[name] > 0).map((name) => (
          <span key={name} data-tone={TONES[name]}>
            <strong>{count(counts[name])}</strong> {texts.counts[name]}
          </span>
        ))}
        {left > 0 && (
          <span className="soft">
            {count(left)} {texts.counts.left}
          </span>
        )}
        {canary && <span className="soft">{texts.canary[canary]}</span>}
      </p>
      <ErrorNote error={abort.error} />
    </>
  );
}

/** Processed, where it was sent again; otherwise what was done. */
function settledOf({ action, counts }: Operation): number {
  return action === 'redrive' ? counts.succeeded : counts.done;
}
