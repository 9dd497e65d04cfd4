import { findLine, writeLines } from './write-lines';

const VALUE = { id: '1', list: [1, { a: null }], 'x/y': {}, payload: { total: -5 } };

describe('JSON in lines', () => {
  it('is what JSON.stringify writes', () => {
    const text = writeLines(VALUE).map((line) => line.text);
    expect(text.join('\n')).toBe(JSON.stringify(VALUE, null, 2));
  });

  it.each([
    ['/payload/total', '    "total": -5'],
    ['/x~1y', '  "x/y": {},'],
    ['/list/1/a', '      "a": null'],
    ['/payload/missing/deeper', '  "payload": {'],
    ['', '{'],
  ])('has the line of %j, or of what should have it', (pointer, text) => {
    const lines = writeLines(VALUE);
    expect(lines[findLine(lines, pointer)]?.text).toBe(text);
  });
});
