import { useEffect, useState } from 'react';
import { useFormats } from '../../format/formats';
import { useStoryTexts } from './use-story-texts';

const TICK_MS = 1_000;

/** How long until the next attempt, to the second. */
export function Countdown({ atMs }: { atMs: number }): React.JSX.Element {
  const texts = useStoryTexts();
  const { duration } = useFormats();
  const [nowMs, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), TICK_MS);
    return () => clearInterval(timer);
  }, []);
  const leftS = Math.ceil((atMs - nowMs) / 1_000);
  return (
    <strong className="countdown" role="timer">
      {leftS > 0 ? texts.nextIn(duration(leftS * 1_000)) : texts.nextDue}
    </strong>
  );
}
