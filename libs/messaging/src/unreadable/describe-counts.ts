/** How many messages were set aside, for a check; empty for none. */
export function describeUnreadable(count: number): string {
  return count === 0 ? '' : `; set aside as unreadable: ${count}`;
}

/** How many messages were removed that the broker could not hand over, for a check; empty for none. */
export function describeUndeliverable(count: number): string {
  return count === 0 ? '' : `; removed, since the broker cannot hand them over: ${count}`;
}
