import { readOrder, sortGroups } from './sort-groups';

const GROUPS = [
  { group: 'old', first: '2026-11-01T00:00:00Z', last: '2026-11-30T00:00:00Z', count: 9 },
  { group: 'b', first: '2026-11-29T00:00:00Z', last: '2026-11-29T00:00:00Z', count: 40 },
  { group: 'a', first: '2026-11-29T00:00:00Z', last: '2026-11-29T01:00:00Z', count: 40 },
];

describe('groups of failures', () => {
  it.each([
    ['new', ['a', 'b', 'old']],
    ['last', ['old', 'a', 'b']],
    ['count', ['a', 'b', 'old']],
  ] as const)('are in the order "%s", equal ones by name', (order, names) => {
    expect(sortGroups(GROUPS, order).map(({ group }) => group)).toEqual(names);
  });

  it('are new first when the address says nothing that is known', () => {
    expect([undefined, 'x', 'count'].map(readOrder)).toEqual(['new', 'new', 'count']);
  });
});
