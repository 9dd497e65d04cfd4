import { isWritableJson } from './writable-json.decorator';

function nested(depth: number, inner: unknown = 1): unknown {
  let value = inner;
  for (let i = 0; i < depth; i += 1) value = i % 2 ? { value } : [value];
  return value;
}

describe('a payload that can be written again', () => {
  it('is nested at most to the given depth', () => {
    expect(isWritableJson(1, 0)).toBe(true);
    expect(isWritableJson({}, 1)).toBe(true);
    expect(isWritableJson(nested(64), 64)).toBe(true);
    expect(isWritableJson(nested(65), 64)).toBe(false);
    expect(isWritableJson({ a: 1, b: { c: [] } }, 2)).toBe(false);
  });

  it('is recognised without exhausting the stack', () => {
    expect(isWritableJson(nested(200_000), 64)).toBe(false);
  });

  it.each(['{"a":1e400}', '{"a":[{"b":-1e400}]}'])(
    'has no number that would be null: %s',
    (text) => {
      expect(isWritableJson(JSON.parse(text), 64)).toBe(false);
      expect(isWritableJson(JSON.parse(text.replace('e400', 'e300')), 64)).toBe(true);
    },
  );
});
