import { Tooltip } from '@mantine/core';
import { useLiveState } from '../live/use-live';
import { useShellTexts } from './use-shell-texts';

const COLOURS = { live: 'good', connecting: 'soft', lost: 'warn' } as const;

/** Says whether what is shown is live, in words too: not by colour alone. */
export function LiveIndicator(): React.JSX.Element {
  const texts = useShellTexts();
  const state = useLiveState();
  return (
    <Tooltip label={state === 'lost' ? texts.lostHint : texts.liveHint} multiline maw={260}>
      <span className="live-indicator" role="status" aria-label={texts[state]} data-state={state}>
        <i style={{ background: `var(--${COLOURS[state]})` }} />
        <span>{texts[state]}</span>
      </span>
    </Tooltip>
  );
}
