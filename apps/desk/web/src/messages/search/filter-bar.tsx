import { Button, CloseButton, TextInput } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import type { Dto } from '../../api/client';
import { useFormats } from '../../format/formats';
import { isTyping } from '../../page/is-typing';
import { useQueryState, type QueryState } from '../../page/use-query-state';
import { Icon } from '../../parts/icon';
import { AddFilter } from './add-filter';
import './filter-bar.css';
import { joinFields, readTyped, splitFields, TEXT_FILTERS } from './read-filters';
import { TimeMenu } from './time-menu';
import { useMessagesTexts } from '../use-messages-texts';

export function FilterBar({ counts }: { counts?: Dto<'MessageCountsDto'> }): React.JSX.Element {
  return (
    <div className="filter-bar">
      <SearchBox />
      <AddFilter counts={counts} />
      <TimeMenu />
      <Chips />
    </div>
  );
}

function SearchBox(): React.JSX.Element {
  const texts = useMessagesTexts();
  const [state, change] = useQueryState();
  const input = useRef<HTMLInputElement>(null);
  const [typed, setTyped] = useState(state['text'] ?? '');
  useEffect(() => setTyped(state['text'] ?? ''), [state['text']]);
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.key !== '/' || isTyping(event)) return;
      event.preventDefault();
      input.current?.focus();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);
  const submit = (event: React.FormEvent): void => {
    event.preventDefault();
    const next = readTyped(typed, state);
    if (next['text'] === undefined) setTyped('');
    change({ ...next, open: undefined }, { push: true });
  };
  return (
    <form role="search" className="filter-search" onSubmit={submit}>
      <TextInput
        ref={input}
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
        placeholder={texts.search}
        aria-label={texts.searchLabel}
        leftSection={<Icon path="M9 4a5 5 0 1 0 0 10a5 5 0 1 0 0-10M13 13l4 4" />}
        rightSection={<kbd className="wide-only">/</kbd>}
      />
    </form>
  );
}

interface Chip {
  readonly name: string;
  readonly value: string;
  readonly without: QueryState;
}

const ALL_FILTERS = [...TEXT_FILTERS, 'text', 'from', 'to'] as const;
const NOTHING = Object.fromEntries([...ALL_FILTERS, 'field'].map((name) => [name, undefined]));

/** What is asked for, each to be taken away. */
function Chips(): React.ReactNode {
  const texts = useMessagesTexts();
  const { moment } = useFormats();
  const [state, change] = useQueryState();
  const show = (name: string, value: string): string =>
    name === 'from' || name === 'to' ? moment(value) : value;
  const fields = splitFields(state['field']);
  const chips: Chip[] = [
    ...ALL_FILTERS.filter((name) => state[name]).map((name) => ({
      name: texts.kinds[name],
      value: show(name, state[name] ?? ''),
      without: { [name]: undefined },
    })),
    ...fields.map((field) => ({
      name: texts.kinds.field,
      value: field.replace(/^payload\./, ''),
      without: { field: joinFields(fields.filter((each) => each !== field)) },
    })),
  ];
  if (chips.length === 0) return null;
  return (
    <ul className="filter-chips" aria-label={texts.filters}>
      {chips.map(({ name, value, without }) => (
        <li key={`${name} ${value}`}>
          <span className="soft">{name}</span>
          <span className="cut">{value}</span>
          <CloseButton
            size="xs"
            aria-label={texts.remove(`${name} ${value}`)}
            onClick={() => change(without, { push: true })}
          />
        </li>
      ))}
      {chips.length > 1 && (
        <Button size="compact-xs" variant="subtle" onClick={() => change(NOTHING, { push: true })}>
          {texts.clear}
        </Button>
      )}
    </ul>
  );
}
