import fc from 'fast-check';
import { findExceededJsonBound, MAX_JSON_DEPTH } from './json-bounds';

const nested = (depth: number, open = '[', close = ']'): string =>
  open.repeat(depth) + close.repeat(depth);

describe('the bounds of a JSON text', () => {
  it('accepts the depth that is allowed and refuses one more, of lists and of objects', () => {
    for (const [open, close] of [
      ['[', ']'],
      ['{"a":', '}'],
    ] as const) {
      const at = open.repeat(MAX_JSON_DEPTH) + '1' + close.repeat(MAX_JSON_DEPTH);
      expect(findExceededJsonBound(at)).toBeUndefined();
      expect(findExceededJsonBound(open + at + close)).toBe('depth');
    }
  });

  it('does not count what stands in a string, with any escapes', () => {
    const inside = JSON.stringify({ a: `\\"${nested(500)}\\`, b: '"{'.repeat(200) });
    expect(findExceededJsonBound(inside)).toBeUndefined();
    expect(findExceededJsonBound(`[${inside},${nested(MAX_JSON_DEPTH)}]`)).toBe('depth');
  });

  it('does not add up what stands side by side', () => {
    expect(findExceededJsonBound(`[${Array(500).fill('[[]]').join()}]`)).toBeUndefined();
  });

  it('counts values, and one with a name as twenty', () => {
    expect(findExceededJsonBound('[1,2,3]', 80, 4)).toBeUndefined();
    expect(findExceededJsonBound('[1,2,3,4]', 80, 4)).toBe('values');
    expect(findExceededJsonBound('{"a":1,"b":2}', 80, 41)).toBeUndefined();
    expect(findExceededJsonBound('{"a":1,"b":2}', 80, 40)).toBe('values');
    expect(findExceededJsonBound('{"a":[[],[],[]]}', 80, 23)).toBe('values');
  });

  it('refuses 60,000 names, in one object or in many, and as many in a string not', () => {
    const fields = Array.from({ length: 60_000 }, (_, at) => `"${at}":0`);
    expect(findExceededJsonBound(`{${fields.slice(0, 45_000).join()}}`)).toBeUndefined();
    expect(findExceededJsonBound(`{${fields.join()}}`)).toBe('values');
    expect(findExceededJsonBound(`[${fields.map((each) => `{${each}}`).join()}]`)).toBe('values');
    expect(findExceededJsonBound(JSON.stringify([fields.join()]))).toBeUndefined();
  });

  it('reads 16 MB of brackets and an unfinished string without recursion', () => {
    expect(findExceededJsonBound(nested(8_000_000))).toBe('depth');
    expect(findExceededJsonBound(`["${nested(1_000_000)}`)).toBeUndefined();
  });

  it('agrees with a walk over what was parsed', () => {
    const depthOf = (value: unknown): number =>
      typeof value === 'object' && value !== null
        ? 1 + Math.max(0, ...Object.values(value).map(depthOf))
        : 0;
    fc.assert(
      fc.property(fc.json({ maxDepth: 6 }), (text) => {
        const depth = depthOf(JSON.parse(text));
        expect(findExceededJsonBound(text, depth)).toBeUndefined();
        expect(findExceededJsonBound(`[${text}]`, depth)).toBe('depth');
      }),
    );
  });
});
