import { escapeControls } from './escape-controls';

/** What a reader of the line finds in it. */
const read = (value: object): Record<string, unknown> =>
  JSON.parse(escapeControls(JSON.stringify(value))) as Record<string, unknown>;

describe('a log line for people', () => {
  it.each([
    ['a line break', 'a\nINFO: b', 'a\\nINFO: b'],
    ['a carriage return', 'a\rb', 'a\\rb'],
    ['an ANSI escape', 'a\u001b[2Jb', 'a\\u001b[2Jb'],
    ['an escape of one byte', 'a\u009b2Jb', 'a\\u009b2Jb'],
    ['a separator of lines', 'a\u2028b', 'a\\u2028b'],
    ['a reversed order', 'a\u202eb', 'a\\u202eb'],
    ['a tab, a bell and a delete', '\t\u0007\u007f', '\\t\\u0007\\u007f'],
    ['a backslash before an n', 'C:\\new "x"', 'C:\\new "x"'],
    ['a backslash before a break', 'a\\\nb', 'a\\\\nb'],
  ])('has %s only as what JSON writes for it', (_, sent, shown) => {
    expect(read({ msg: sent, deep: { list: [sent] } })).toEqual({
      msg: shown,
      deep: { list: [shown] },
    });
  });

  it('has it so in names too', () => {
    expect(read({ 'a\nb': 1 })).toEqual({ 'a\\nb': 1 });
  });

  it('keeps the breaks between the frames of a stack, and no other', () => {
    const frames = '    at run (/app/main.js:1:2)\n    at async node:internal/x:3:4';
    const stack = `Error: forged\nINFO: all is well\n${frames}`;
    expect(read({ err: { stack } })).toEqual({
      err: { stack: `Error: forged\\nINFO: all is well\n${frames}` },
    });
  });
});
