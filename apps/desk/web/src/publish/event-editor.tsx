import { Skeleton } from '@mantine/core';
import { lazy, Suspense } from 'react';
import type { Verdict } from './publish.queries';
import type { Draft } from './use-draft';
import { usePublishTexts } from './use-publish-texts';

const JsonEditor = lazy(() => import('../parts/json-editor/json-editor'));

interface EventEditorProps {
  readonly draft: Draft;
  readonly verdicts: readonly Verdict[];
}

/** The event as JSON, with what the queues refuse at its line. */
export function EventEditor({ draft, verdicts }: EventEditorProps): React.JSX.Element {
  const texts = usePublishTexts();
  const { begun, parsed, text, type } = draft;
  return (
    <>
      <Suspense fallback={<Skeleton height={260} />}>
        <JsonEditor
          key={begun}
          text={text}
          onChange={type}
          faults={verdicts.flatMap(({ faults }) => faults ?? [])}
          label={texts.event}
        />
      </Suspense>
      {'fault' in parsed && (
        <p className="publish-fault" role="status">
          {texts.notJson}: {parsed.fault}
        </p>
      )}
    </>
  );
}
