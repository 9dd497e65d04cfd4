import { useEffect, useRef, useSyncExternalStore } from 'react';
import { liveFeed, type LiveListener, type LiveState } from './live-feed';

/** Calls the newest listener for what comes while the component is shown. */
export function useLive(listener: LiveListener): void {
  const newest = useRef(listener);
  useEffect(() => {
    newest.current = listener;
  });
  useEffect(
    () =>
      liveFeed.subscribe({
        onFrame: (frame) => newest.current.onFrame?.(frame),
        onReset: () => newest.current.onReset?.(),
      }),
    [],
  );
}

export function useLiveState(): LiveState {
  return useSyncExternalStore(
    (onState) => liveFeed.subscribe({ onState }),
    () => liveFeed.state,
  );
}
