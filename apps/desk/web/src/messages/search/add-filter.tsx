import { Autocomplete, Button, NativeSelect, Popover } from '@mantine/core';
import { useState } from 'react';
import type { Dto } from '../../api/client';
import { useQueryState } from '../../page/use-query-state';
import { joinFields, splitFields, TEXT_FILTERS } from './read-filters';
import { useMessagesTexts } from '../use-messages-texts';

const KINDS = ['queue', 'tipo', 'field', ...TEXT_FILTERS.slice(2)] as const;
type Kind = (typeof KINDS)[number];

/** A filter by its kind and value; queues and tipos are offered by name. */
export function AddFilter({ counts }: { counts?: Dto<'MessageCountsDto'> }): React.JSX.Element {
  const texts = useMessagesTexts();
  const [isOpen, setOpen] = useState(false);
  return (
    <Popover opened={isOpen} onChange={setOpen} position="bottom-start" shadow="md" trapFocus>
      <Popover.Target>
        <Button variant="default" onClick={() => setOpen(!isOpen)}>
          {texts.addFilter}
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <FilterForm counts={counts} onDone={() => setOpen(false)} />
      </Popover.Dropdown>
    </Popover>
  );
}

interface FilterFormProps {
  readonly counts?: Dto<'MessageCountsDto'>;
  readonly onDone: () => void;
}

function FilterForm({ counts, onDone }: FilterFormProps): React.JSX.Element {
  const texts = useMessagesTexts();
  const [state, change] = useQueryState();
  const [kind, setKind] = useState<Kind>('queue');
  const [value, setValue] = useState('');
  const known = {
    queue: counts?.queues.map(({ queue }) => queue),
    tipo: counts?.tipos.flatMap(({ tipo }) => tipo ?? []),
  };
  const submit = (event: React.FormEvent): void => {
    event.preventDefault();
    if (value.trim() === '') return;
    const text = kind === 'field' ? joinFields([...splitFields(state['field']), value]) : value;
    change({ [kind]: text?.trim(), open: undefined }, { push: true });
    onDone();
  };
  return (
    <form className="filter-form" onSubmit={submit}>
      <NativeSelect
        label={texts.filterKind}
        value={kind}
        onChange={(event) => setKind(event.currentTarget.value as Kind)}
        data={KINDS.map((each) => ({ value: each, label: texts.kinds[each] }))}
      />
      <Autocomplete
        label={texts.filterValue}
        data={[...new Set(kind === 'queue' || kind === 'tipo' ? known[kind] : [])]}
        limit={20}
        value={value}
        onChange={setValue}
        placeholder={kind === 'field' ? texts.fieldExample : ''}
        comboboxProps={{ withinPortal: false }}
        data-autofocus
      />
      <Button type="submit">{texts.add}</Button>
    </form>
  );
}
