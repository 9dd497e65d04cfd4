import { formatTable, toCell } from './format-table';

describe('a table', () => {
  it('has aligned columns under their heads', () => {
    expect(
      formatTable(
        ['ID', 'COUNT'],
        [
          ['long-id', 1],
          ['b', 22],
        ],
      ),
    ).toEqual(['ID       COUNT', 'long-id  1', 'b        22']);
  });

  it('shows what is not there as a dash, and cuts what is long', () => {
    expect(formatTable(['A', 'B'], [[null, 'x'.repeat(200)]])[1]).toBe(`-  ${'x'.repeat(79)}…`);
  });

  it('gives a terminal nothing to obey', () => {
    expect(toCell('a\u001b[2Jb\r\nc\u009bd')).toBe('a [2Jb c d');
  });
});
