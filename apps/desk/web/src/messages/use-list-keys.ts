import { useCallback, useState } from 'react';
import { useQueryState } from '../page/use-query-state';
import type { Message } from './messages.queries';

const STEPS: Readonly<Record<string, number>> = {
  ...{ ArrowDown: 1, j: 1, ArrowUp: -1, k: -1, PageDown: 10, PageUp: -10 },
  ...{ Home: -Infinity, End: Infinity },
};

export interface ListKeys {
  /** The row that the keys are at; -1 before there is one. */
  readonly active: number;
  readonly onKeyDown: (event: React.KeyboardEvent) => void;
  readonly open: (index: number) => void;
}

/** Up and down move, Enter opens, Escape closes. What is open is in the address, and moves along. */
export function useListKeys(
  messages: readonly Message[],
  scrollTo: (index: number) => void,
): ListKeys {
  const [state, change] = useQueryState();
  const [moved, setMoved] = useState(-1);
  const opened = state['open'] ? findOpened(messages, state) : -1;
  const active = opened >= 0 ? opened : Math.min(moved, messages.length - 1);
  const open = useCallback(
    (index: number) => {
      const { messageId, queue } = messages[index]?.delivery ?? {};
      setMoved(index);
      change({ open: messageId, lane: queue });
    },
    [change, messages],
  );
  const onKeyDown = (event: React.KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const step = STEPS[event.key];
    if (event.key === 'Escape') change({ open: undefined, lane: undefined });
    else if (event.key === 'Enter' && active >= 0) open(active);
    else if (step !== undefined && messages.length > 0) {
      const next = Math.max(0, Math.min(messages.length - 1, active + step));
      setMoved(next);
      scrollTo(next);
      if (state['open']) open(next);
    } else return;
    event.preventDefault();
  };
  return { active, onKeyDown, open };
}

/** The row of the message that is open, in the queue in which it was opened. */
function findOpened(
  messages: readonly Message[],
  { lane, open }: Readonly<Record<string, string | undefined>>,
): number {
  return messages.findIndex(
    ({ delivery }) =>
      delivery.messageId === open && (lane === undefined || delivery.queue === lane),
  );
}
