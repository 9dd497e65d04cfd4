import { useEffect, useRef, useState } from 'react';
import { useLive } from '../live/use-live';

const WINDOW_MS = 5_000;
const SHOW_MS = 1_000;

export interface LiveRates {
  readonly in?: number;
  readonly processed?: number;
  readonly failed?: number;
}

interface Seen {
  readonly at: number;
  readonly counts: Readonly<Record<string, number>>;
}

/** Records a second over the last five seconds; nothing until so long was followed. First attempts are not counted. */
export function useLiveRates(): LiveRates {
  const seen = useRef<Seen[]>([]);
  const [rates, setRates] = useState<LiveRates>({});
  useLive({ onFrame: ({ counts }) => seen.current.push({ at: performance.now(), counts }) });
  useEffect(() => {
    const startedAt = performance.now();
    const timer = setInterval(() => {
      const now = performance.now();
      seen.current = seen.current.filter(({ at }) => now - at < WINDOW_MS);
      if (now - startedAt < WINDOW_MS) return;
      const rateOf = (kind: string): number =>
        seen.current.reduce((sum, { counts }) => sum + (counts[kind] ?? 0), 0) /
        (WINDOW_MS / 1_000);
      setRates({ processed: rateOf('processed'), failed: rateOf('failed') });
    }, SHOW_MS);
    return () => clearInterval(timer);
  }, []);
  return rates;
}
