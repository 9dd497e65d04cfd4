import { isAtMostDeep } from './max-depth.decorator';

function nested(depth: number, inner: unknown = 1): unknown {
  let value = inner;
  for (let i = 0; i < depth; i += 1) value = i % 2 ? { value } : [value];
  return value;
}

describe('the depth of a payload', () => {
  it('is counted in objects and lists', () => {
    expect(isAtMostDeep(1, 0)).toBe(true);
    expect(isAtMostDeep({}, 1)).toBe(true);
    expect(isAtMostDeep(nested(64), 64)).toBe(true);
    expect(isAtMostDeep(nested(65), 64)).toBe(false);
    expect(isAtMostDeep({ a: 1, b: { c: [] } }, 2)).toBe(false);
  });

  it('is found without exhausting the stack', () => {
    expect(isAtMostDeep(nested(200_000), 64)).toBe(false);
  });
});
