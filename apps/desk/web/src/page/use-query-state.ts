import { useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback } from 'react';

/** What the query of the address says. */
export type QueryState = Readonly<Record<string, string | undefined>>;

/**
 * The state of a view: the query of the address, so that a link shows the same. What is set to undefined is removed.
 * A change replaces the address; with `push` the way back leads to the one before.
 */
export function useQueryState(): [
  QueryState,
  (change: QueryState, how?: { push: boolean }) => void,
] {
  const navigate = useNavigate();
  const state: QueryState = useSearch({ strict: false });
  const change = useCallback(
    (next: QueryState, { push } = { push: false }) =>
      void navigate({
        to: '.',
        search: (before: QueryState) => ({ ...before, ...next }),
        replace: !push,
      }),
    [navigate],
  );
  return [state, change];
}
