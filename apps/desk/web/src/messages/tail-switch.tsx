import { Switch, Tooltip } from '@mantine/core';
import { useQueryState } from '../page/use-query-state';
import { useMessagesTexts } from './use-messages-texts';

/** Whether what is new comes in by itself. */
export function TailSwitch(): React.JSX.Element {
  const texts = useMessagesTexts();
  const [{ live }, change] = useQueryState();
  const isLive = live === 'on';
  return (
    <Tooltip label={texts.tailHint} multiline maw={260} refProp="rootRef">
      <Switch
        size="sm"
        label={texts.tail}
        checked={isLive}
        onChange={() => change({ live: isLive ? undefined : 'on' })}
      />
    </Tooltip>
  );
}
