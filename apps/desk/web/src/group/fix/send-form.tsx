import { Button, NumberInput, TextInput } from '@mantine/core';
import type { Op } from 'jsondiffpatch/formatters/jsonpatch';
import { useState } from 'react';
import { useFormats } from '../../format/formats';
import { useQueryState } from '../../page/use-query-state';
import { ErrorNote } from '../../parts/error-note';
import { useBegin } from '../operations/operations.queries';
import type { Verdicts } from './read-verdicts';
import { useGroupTexts } from '../use-group-texts';

const MAX_REASON = 512;
const CANARY_WAIT_MS = 30_000;

interface SendFormProps {
  readonly patch: readonly Op[] | undefined;
  /** Of this very patch. */
  readonly verdicts: Verdicts | undefined;
}

/** Sends those that would pass, by their ids: one first, and the others when that was processed. */
export function SendForm({ patch, verdicts }: SendFormProps): React.JSX.Element {
  const texts = useGroupTexts();
  const { count } = useFormats();
  const [, change] = useQueryState();
  const [typed, setTyped] = useState<string>();
  const [rate, setRate] = useState<number>();
  const begin = useBegin(({ id }) => change({ operation: id, fix: undefined }));
  const paths = patch?.map(({ path }) => path).join(', ') ?? '';
  const proposed = paths === '' ? texts.sameReason : texts.fixedReason(paths);
  const reason = (typed ?? proposed).slice(0, MAX_REASON);
  const ids = verdicts?.passing ?? [];
  const off = findWhyOff({ patch, verdicts, reason });
  const send = (): void => {
    const canary = ids.length > 1 && { canary: { count: 1, waitMs: CANARY_WAIT_MS } };
    const edits = patch && patch.length > 0 && { patch: [...patch] as never };
    const terms = { ...canary, ...edits, ...(rate !== undefined && { rate }) };
    begin.mutate({ action: 'redrive', ids: [...ids], reason, ...terms });
  };
  return (
    <div className="group-send">
      <div className="group-terms">
        <TextInput
          label={texts.reason}
          value={reason}
          onChange={({ currentTarget }) => setTyped(currentTarget.value)}
          maxLength={MAX_REASON}
        />
        <NumberInput
          label={texts.rate}
          placeholder="∞"
          value={rate ?? ''}
          onChange={(value) => setRate(typeof value === 'number' ? value : undefined)}
          {...{ min: 0.1, max: 10_000, w: 140 }}
        />
      </div>
      <ErrorNote error={begin.error} />
      <Button onClick={send} disabled={off !== undefined} loading={begin.isPending}>
        {texts.send(count(ids.length - 1), ids.length)}
      </Button>
      <p className="soft">{off ? texts.whyOff[off] : texts.canaryHint}</p>
    </div>
  );
}

type WhyOff = 'notJson' | 'checking' | 'nothing' | 'reason';

function findWhyOff({
  patch,
  reason,
  verdicts,
}: SendFormProps & { readonly reason: string }): WhyOff | undefined {
  if (patch === undefined) return 'notJson';
  if (verdicts === undefined) return 'checking';
  if (verdicts.passing.length === 0) return 'nothing';
  return reason.trim() === '' ? 'reason' : undefined;
}
