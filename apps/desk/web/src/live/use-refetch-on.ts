import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { useLive } from './use-live';

const AT_MOST_EVERY_MS = 1_000;

/** Loads what begins with this key again when the journal has such records, at most once a second. */
export function useRefetchOn(kinds: readonly string[], key: string): void {
  const queries = useQueryClient();
  const timer = useRef<number>(undefined);
  const refetch = (): void => {
    timer.current ??= window.setTimeout(() => {
      timer.current = undefined;
      void queries.invalidateQueries({ queryKey: [key] });
    }, AT_MOST_EVERY_MS);
  };
  useLive({
    onFrame: ({ counts }) => {
      if (kinds.some((kind) => (counts[kind] ?? 0) > 0)) refetch();
    },
    onReset: refetch,
  });
  useEffect(() => () => clearTimeout(timer.current), []);
}
