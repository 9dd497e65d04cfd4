import { Skeleton } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { lazy, Suspense, useMemo, useState } from 'react';
import { ChangeList } from './change-list';
import { useCheck, usePreview, type Checked, type Group } from '../group.queries';
import { parseJson } from '../../parts/json-editor/parse-json';
import { makePatch } from './make-patch';
import { readEvent } from './read-event';
import { SendForm } from './send-form';
import { useGroupTexts } from '../use-group-texts';
import { VerdictList } from './verdict-list';

const JsonEditor = lazy(() => import('../../parts/json-editor/json-editor'));
const TYPING_MS = 350;

/** Edit one, see what changes in each and what would come of it, send one and then the rest. */
export function FixPanel({ group }: { group: Group }): React.JSX.Element {
  const texts = useGroupTexts();
  // What is edited stays, also when a newer one dies meanwhile.
  const [sample] = useState(group.sample);
  const before = useMemo(() => readEvent(sample), [sample]);
  const [text, setText] = useState(() => JSON.stringify(before, null, 2) ?? '');
  const [settled] = useDebouncedValue(text, TYPING_MS);
  const patch = useMemo(() => {
    if (before === undefined) return [];
    const parsed = parseJson(settled);
    return 'value' in parsed ? makePatch(before, parsed.value) : undefined;
  }, [before, settled]);
  const check = useCheck(group.queue, before === undefined ? undefined : settled);
  const verdicts = usePreview(group.group, patch);
  const isFresh = text === settled && !verdicts.isPlaceholderData && !verdicts.isFetching;
  return (
    <section className="card group-fix" aria-label={texts.fix}>
      <div className="group-edit">
        <h2>{texts.editor}</h2>
        {before === undefined && <p className="soft">{texts.notText}</p>}
        {before !== undefined && (
          <Suspense fallback={<Skeleton height={360} />}>
            <JsonEditor
              text={text}
              onChange={setText}
              faults={check.data?.faults ?? []}
              label={texts.editor}
            />
          </Suspense>
        )}
        {before !== undefined && <CheckNote text={settled} checked={check.data} />}
      </div>
      <div className="group-outcome">
        <ChangeList before={before} patch={patch} />
        <VerdictList verdicts={verdicts.data} error={verdicts.error} isFresh={isFresh} />
        <SendForm patch={patch} verdicts={isFresh ? verdicts.data : undefined} />
      </div>
    </section>
  );
}

interface CheckNoteProps {
  readonly text: string;
  readonly checked: Checked | undefined;
}

function CheckNote({ checked, text }: CheckNoteProps): React.JSX.Element {
  const texts = useGroupTexts();
  const parsed = parseJson(text);
  if ('fault' in parsed) {
    return (
      <p className="group-check" data-ok={false} role="status">
        {texts.notJson}: {parsed.fault}
      </p>
    );
  }
  const faults = checked?.faults ?? [];
  return (
    <p className="group-check" data-ok={checked?.ok} role="status">
      {checked?.ok && texts.accepted}
      {checked?.ok === false &&
        `${texts.faults(faults.length)}: ${faults.map(({ detail }) => detail).join('; ')}`}
    </p>
  );
}
