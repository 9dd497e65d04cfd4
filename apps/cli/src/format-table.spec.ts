import { formatTable, toCell, toTerminal } from './format-table';

it('bytes that are shown in a terminal keep their lines, and move no cursor', () => {
  expect(toTerminal(Buffer.from('{\n\t"a": "\u001b[2Jb"\r}\u0000'))).toBe('{\n "a": " [2Jb" } \n');
});

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

  it('breaks its lines between columns where they are wider than the terminal', () => {
    const rows = [
      ['aaaa', 'b', 'cc', 'd'],
      ['-', 'bbbb', 'c', 'ddd'],
    ];
    expect(formatTable(['A', 'B', 'C', 'D'], rows, 10)).toEqual(
      [
        ...['A     B', '  C   D'],
        ...['aaaa  b', '  cc  d'],
        ...['-     bbbb', '  c   ddd'],
      ].flatMap((line) => line),
    );
    expect(formatTable(['A', 'B', 'C', 'D'], rows, 20)).toHaveLength(3);
    expect(formatTable(['A', 'B'], [['aaa', 'x'.repeat(90)]], 80)[3]).toBe(`  ${'x'.repeat(77)}…`);
    expect(formatTable(['A', 'B'], [['aaaaaaaaa', '']], 10)).toEqual(['A', '  B', 'aaaaaaaaa']);
  });

  it('shows what is not there as a dash, and cuts what is long', () => {
    expect(formatTable(['A', 'B'], [[null, 'x'.repeat(200)]])[1]).toBe(`-  ${'x'.repeat(79)}…`);
  });

  it('gives a terminal nothing to obey', () => {
    expect(toCell('a\u001b[2Jb\r\nc\u009bd')).toBe('a [2Jb c d');
  });

  it.each([0x200e, 0x200f, 0x2028, 0x2029, 0x202a, 0x202e, 0x2066, 0x2069])(
    'has no character %i, which would break or reverse a line',
    (code) => expect(toCell(`a${String.fromCodePoint(code)}b`)).toBe('a b'),
  );
});
