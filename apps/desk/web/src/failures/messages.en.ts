export const failuresEn = {
  title: 'Failures',
  heading: (letters: string, count: number, groups: number): string =>
    `${letters} ${count === 1 ? 'dead letter' : 'dead letters'} in ${groups} ${groups === 1 ? 'group' : 'groups'}`,
  none: 'No dead letter is open',
  about: 'Messages that could not be processed, by what went wrong. Each waits for a person.',
  largest: (count: number): string => `Only the ${count} largest groups are shown.`,
  filters: 'Filters',
  queue: 'Queue',
  anyQueue: 'Any queue',
  code: 'Code',
  text: 'Text in the body',
  clear: 'Clear',
  order: 'Order',
  orders: { new: 'New first', last: 'Latest first', count: 'Largest first' },
  count: (shown: string, count: number): string =>
    `${shown} ${count === 1 ? 'dead letter' : 'dead letters'}`,
  isNew: 'New',
  first: 'First',
  last: 'Last',
  unhandled: 'no handler',
  emptyTitle: 'Nothing has failed for good',
  emptyHint:
    'A message that fails every attempt becomes a dead letter and is listed here with its cause, together with all that failed in the same way. Open a group to repair it and send it again.',
  unmatchedTitle: 'No open dead letter matches',
  unmatchedHint: 'Others are open, or none is. Clear the filters to see.',
};
