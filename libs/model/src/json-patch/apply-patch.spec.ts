import fc from 'fast-check';
import { applyPatch } from './apply-patch';
import { readPatch } from './read-patch';

const patched = (document: unknown, ...patch: object[]): unknown =>
  applyPatch(document, readPatch(patch));

describe('a JSON Patch', () => {
  // Those of RFC 6902, appendix A, which can be done.
  it.each([
    [{ foo: 'bar' }, { op: 'add', path: '/baz', value: 'qux' }, { foo: 'bar', baz: 'qux' }],
    [
      { foo: ['bar', 'baz'] },
      { op: 'add', path: '/foo/1', value: 'qux' },
      { foo: ['bar', 'qux', 'baz'] },
    ],
    [{ baz: 'qux', foo: 'bar' }, { op: 'remove', path: '/baz' }, { foo: 'bar' }],
    [{ foo: ['bar', 'qux', 'baz'] }, { op: 'remove', path: '/foo/1' }, { foo: ['bar', 'baz'] }],
    [{ baz: 'qux' }, { op: 'replace', path: '/baz', value: 'boo' }, { baz: 'boo' }],
    [
      { foo: { bar: 'baz', waldo: 'fred' }, qux: { corge: 'grault' } },
      { op: 'move', from: '/foo/waldo', path: '/qux/thud' },
      { foo: { bar: 'baz' }, qux: { corge: 'grault', thud: 'fred' } },
    ],
    [
      { foo: ['all', 'grass', 'cows', 'eat'] },
      { op: 'move', from: '/foo/1', path: '/foo/3' },
      { foo: ['all', 'cows', 'eat', 'grass'] },
    ],
    [{ baz: 'qux' }, { op: 'test', path: '/baz', value: 'qux' }, { baz: 'qux' }],
    [{ foo: 'bar' }, { op: 'add', path: '/child', value: {}, xyz: 1 }, { foo: 'bar', child: {} }],
    [
      { '/': 9, '~1': 10 },
      { op: 'test', path: '/~01', value: 10 },
      { '/': 9, '~1': 10 },
    ],
    [{ foo: ['bar'] }, { op: 'add', path: '/foo/-', value: ['abc'] }, { foo: ['bar', ['abc']] }],
    [{ a: [1] }, { op: 'copy', from: '/a', path: '/a/0' }, { a: [[1], 1] }],
    [{ a: 1 }, { op: 'replace', path: '', value: [2] }, [2]],
    [{ a: 1 }, { op: 'add', path: '/constructor', value: 2 }, { a: 1, constructor: 2 }],
    [{ a: { b: 1, c: [0] } }, { op: 'test', path: '/a', value: { c: [-0], b: 1 } }, undefined],
  ])('makes of %j by %j %j', (document, operation, result) => {
    expect(patched(document, operation)).toEqual(result ?? document);
  });

  it('keeps the order of members that it replaces', () => {
    const made = patched({ a: 1, b: 2 }, { op: 'replace', path: '/a', value: 3 });
    expect(JSON.stringify(made)).toBe('{"a":3,"b":2}');
  });

  it.each([
    [{ op: 'add', path: '/b/c', value: 1 }],
    [{ op: 'add', path: '/list/3', value: 1 }],
    [{ op: 'add', path: '/list/01', value: 1 }],
    [{ op: 'add', path: '/list/length', value: 1 }],
    [{ op: 'add', path: '/a/b', value: 1 }],
    [{ op: 'remove', path: '/b' }],
    [{ op: 'remove', path: '/list/-' }],
    [{ op: 'remove', path: '' }],
    [{ op: 'replace', path: '/toString', value: 1 }],
    [{ op: 'add', path: '/constructor/prototype/x', value: 1 }],
    [{ op: 'add', path: '/list/constructor/x', value: 1 }],
    [{ op: 'move', from: '/o', path: '/o/x' }],
    [{ op: 'move', from: '/none', path: '/x' }],
    [{ op: 'test', path: '/a', value: '1' }],
    [{ op: 'test', path: '/list', value: { 0: 1, 1: 2 } }],
    [{ op: 'test', path: '/o', value: { toString: 1 } }],
  ])('that has %j is not applied, and the operation is named', (operation) => {
    const document = { a: 1, list: [1, 2], o: { x: 1 } };
    const before = structuredClone(document);
    const first = { op: 'add', path: '/first', value: 1 };
    expect(() => patched(document, first, operation)).toThrow(
      expect.objectContaining({ name: 'PatchNotApplicableError', index: 1 }) as Error,
    );
    expect(document).toEqual(before);
    expect(({} as { x?: unknown }).x).toBeUndefined();
  });

  it('shares nothing with the document or the patch', () => {
    const document = { a: { n: 1 } };
    const value = { n: 1 };
    const patch = readPatch([
      { op: 'add', path: '/b', value },
      { op: 'add', path: '/b/m', value: 2 },
      { op: 'copy', from: '/a', path: '/c' },
      { op: 'replace', path: '/a/n', value: 3 },
    ]);
    const made = { a: { n: 3 }, b: { n: 1, m: 2 }, c: { n: 1 } };
    expect(applyPatch(document, patch)).toEqual(made);
    expect(applyPatch(document, patch)).toEqual(made);
    expect([document, value]).toEqual([{ a: { n: 1 } }, { n: 1 }]);
  });

  it('cannot grow a document without end, nor nest it deeper than it may be parsed', () => {
    const double = { op: 'copy', from: '/a', path: '/a/-' };
    const doubling = Array.from({ length: 64 }, () => double);
    expect(() => patched({ a: ['x'.repeat(1_000)] }, ...doubling)).toThrow('copies have at most');
    const nested = (levels: number): unknown => JSON.parse('['.repeat(levels) + ']'.repeat(levels));
    const put = (levels: number): unknown =>
      patched(
        { a: nested(40) },
        { op: 'add', path: `/a${'/0'.repeat(39)}/-`, value: nested(levels) },
      );
    expect(JSON.stringify(put(39))).toContain('['.repeat(79));
    expect(() => put(40)).toThrow('nested deeper than 80');
  });

  it('does one thing after another, or nothing at all, to any document', () => {
    const names = fc.constantFrom('a', 'b', '0', '1', '-', 'constructor', 'toString');
    const path = fc.array(names, { maxLength: 3 }).map((each) => each.map((n) => `/${n}`).join(''));
    const op = fc.constantFrom('add', 'remove', 'replace', 'move', 'copy', 'test');
    const value = fc.jsonValue({ maxDepth: 1 });
    const operation = fc.record({ op, path, from: path, value });
    const inner = fc.dictionary(fc.constantFrom('a', 'b', '0'), value);
    const document = fc.record({ a: fc.oneof(inner, fc.array(value)), b: value });
    let applied = 0;
    const property = fc.property(document, fc.array(operation, { maxLength: 4 }), (given, ops) => {
      const before = JSON.stringify(given);
      const attempt = (make: () => unknown): string => {
        try {
          return JSON.stringify(make());
        } catch (error) {
          return (error as Error).message;
        }
      };
      const steps = ops.map((each) => readPatch([each]));
      const whole = attempt(() => applyPatch(given, readPatch(ops)));
      if (whole.startsWith('{')) applied += ops.length;
      expect(attempt(() => steps.reduce<unknown>((at, each) => applyPatch(at, each), given))).toBe(
        whole,
      );
      expect(JSON.stringify(given)).toBe(before);
    });
    fc.assert(property, { numRuns: 2_000 });
    // About a hundred by chance: the property is not only about refusals.
    expect(applied).toBeGreaterThan(10);
  });
});
