import type { FailureGroup } from './failures.queries';

export const ORDERS = ['new', 'last', 'count'] as const;
export type Order = (typeof ORDERS)[number];
type Sorted = Pick<FailureGroup, 'group' | 'first' | 'last' | 'count'>;

const COMPARE: Record<Order, (one: Sorted, other: Sorted) => number> = {
  new: (one, other) => Date.parse(other.first) - Date.parse(one.first),
  last: (one, other) => Date.parse(other.last) - Date.parse(one.last),
  count: (one, other) => other.count - one.count,
};

/** Equal ones stay where they are when they are loaded again. */
export function sortGroups<T extends Sorted>(groups: readonly T[], order: Order): T[] {
  return [...groups].sort(
    (one, other) => COMPARE[order](one, other) || one.group.localeCompare(other.group),
  );
}

export function readOrder(text: string | undefined): Order {
  return ORDERS.find((each) => each === text) ?? 'new';
}
