import type { UseQueryResult } from '@tanstack/react-query';
import { useState } from 'react';
import { useQueryState, type QueryState } from '../page/use-query-state';
import type { Typed } from './destination';
import { useWays, type Place, type Way } from './publish.queries';
import { readPlace } from './read-place';

/** Where the event is to go: the address says it, and what somebody typed. */
export interface ChosenPlace {
  readonly ways: UseQueryResult<readonly Way[]>;
  readonly way: Way | undefined;
  readonly place: Place | undefined;
  readonly typed: Typed;
  /** Another key, other headers or another way; what else was typed is forgotten. */
  readonly go: (next: QueryState) => void;
}

export function usePlace(): ChosenPlace {
  const [{ headers, key, to }, change] = useQueryState();
  const ways = useWays();
  // An address says nothing of a field that was emptied.
  const [typed, setTyped] = useState<Typed>({ headers, key });
  const way = ways.data?.find((each) => each.way === to) ?? ways.data?.[0];
  const go = (next: QueryState): void => {
    setTyped({ headers: next['headers'], key: next['key'] });
    change({ headers: undefined, key: undefined, ...next });
  };
  return { ways, way, place: way && readPlace(way, typed), typed, go };
}
