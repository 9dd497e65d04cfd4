import type { Dto } from '../api/client';
import type { QueryState } from '../page/use-query-state';

type Queue = Dto<'QueueDto'>;

const MAIN_KINDS: readonly Queue['kind'][] = ['work', 'schedule', 'commands'];

/** The queues that the address asks for: by kind and part of a name, what needs a look first. */
export function chooseQueues(queues: readonly Queue[], { kind, q = '' }: QueryState): Queue[] {
  const text = q.toLowerCase();
  return queues
    .filter((queue) => kind === 'all' || MAIN_KINDS.includes(queue.kind))
    .filter(({ name }) => name.toLowerCase().includes(text))
    .sort(
      (one, other) =>
        Number(isUnattended(other)) - Number(isUnattended(one)) ||
        depthOf(other) - depthOf(one) ||
        one.name.localeCompare(other.name),
    );
}

/** Nothing consumes it, though workers are to. */
export function isUnattended({ consumers, found, kind }: Queue): boolean {
  return MAIN_KINDS.includes(kind) && (found === false || consumers === 0);
}

/** All its messages. */
export function depthOf({ messages, ready = 0, unacked = 0 }: Queue): number {
  return messages ?? ready + unacked;
}
