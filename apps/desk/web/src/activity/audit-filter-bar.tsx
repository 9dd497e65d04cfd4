import { Select, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { useQueryState } from '../page/use-query-state';
import { useActivityTexts } from './use-activity-texts';

const TYPING_MS = 300;
const ACTIONS = ['redriven', 'discarded', 'restored', 'pause', 'resume', 'prefetch', 'publish'];

export function AuditFilterBar(): React.JSX.Element {
  const texts = useActivityTexts();
  const [state, change] = useQueryState();
  const apply = useDebouncedCallback(
    (name: string, text: string) => change({ [name]: text === '' ? undefined : text }),
    TYPING_MS,
  );
  return (
    <div className="activity-filters" role="search" aria-label={texts.filters}>
      <Select
        aria-label={texts.action}
        placeholder={texts.anyAction}
        data={ACTIONS.map((value) => ({ value, label: texts.actionName(value) }))}
        value={state['action'] ?? null}
        onChange={(action) => change({ action: action ?? undefined })}
        clearable
      />
      {(['queue', 'by'] as const).map((name) => (
        <TextInput
          key={name}
          aria-label={texts[name]}
          placeholder={texts[name]}
          defaultValue={state[name] ?? ''}
          onChange={({ currentTarget }) => apply(name, currentTarget.value)}
          maxLength={255}
        />
      ))}
    </div>
  );
}
