import { Button, SegmentedControl, Select, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { useEffect, useRef, useState } from 'react';
import { useQueryState } from '../page/use-query-state';
import { useQueueNames } from './failures.queries';
import { GROUP_FILTERS, readGroupFilters } from './read-group-filters';
import { ORDERS, readOrder } from './sort-groups';
import { useFailuresTexts } from './use-failures-texts';

const TYPING_MS = 300;
const NOTHING = Object.fromEntries(GROUP_FILTERS.map((name) => [name, undefined]));

export function FailureFilters(): React.JSX.Element {
  const texts = useFailuresTexts();
  const [state, change] = useQueryState();
  const queues = useQueueNames();
  const isFiltered = Object.keys(readGroupFilters(state)).length > 0;
  return (
    <div className="failure-filters" role="search" aria-label={texts.filters}>
      <Select
        aria-label={texts.queue}
        placeholder={texts.anyQueue}
        data={[...new Set([...queues, ...(state['queue'] ? [state['queue']] : [])])]}
        value={state['queue'] ?? null}
        onChange={(queue) => change({ queue: queue ?? undefined })}
        {...{ clearable: true, searchable: true, size: 'sm' }}
      />
      <TypedFilter name="code" label={texts.code} />
      <TypedFilter name="text" label={texts.text} />
      {isFiltered && (
        <Button variant="subtle" size="sm" onClick={() => change(NOTHING)}>
          {texts.clear}
        </Button>
      )}
      <SegmentedControl
        className="failure-order"
        aria-label={texts.order}
        size="xs"
        data={ORDERS.map((value) => ({ value, label: texts.orders[value] }))}
        value={readOrder(state['order'])}
        onChange={(order) => change({ order: order === 'new' ? undefined : order })}
      />
    </div>
  );
}

/** A text of the address; it is changed when somebody has stopped typing. */
function TypedFilter({ label, name }: { label: string; name: string }): React.JSX.Element {
  const [state, change] = useQueryState();
  const wanted = state[name] ?? '';
  const [text, setText] = useState(wanted);
  const applied = useRef(wanted);
  const apply = useDebouncedCallback((typed: string) => {
    applied.current = typed;
    change({ [name]: typed === '' ? undefined : typed });
  }, TYPING_MS);
  useEffect(() => {
    // Cleared, or another link: what is being typed meanwhile stays.
    if (wanted !== applied.current) setText(wanted);
    applied.current = wanted;
  }, [wanted]);
  return (
    <TextInput
      className="failure-typed"
      aria-label={label}
      placeholder={label}
      value={text}
      onChange={({ currentTarget: { value } }) => {
        setText(value);
        apply(value);
      }}
      maxLength={256}
    />
  );
}
