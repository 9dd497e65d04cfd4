import { makePatch, readPointer } from './make-patch';

const BEFORE = { id: '1', payload: { total: -5, lines: [{ n: 1 }, { n: 2 }], 'a/b': 1 } };

describe('the patch of a change', () => {
  it('is empty when nothing changed', () => {
    expect(makePatch(BEFORE, structuredClone(BEFORE))).toEqual([]);
  });

  it('names what was replaced, added and removed, a slash in a name included', () => {
    const after = { id: '1', payload: { total: 5, lines: BEFORE.payload.lines, card: 'visa' } };
    expect(makePatch(BEFORE, after)).toEqual(
      expect.arrayContaining([
        { op: 'replace', path: '/payload/total', value: 5 },
        { op: 'add', path: '/payload/card', value: 'visa' },
        { op: 'remove', path: '/payload/a~1b' },
      ]),
    );
  });

  it('changes a field of an item of a list, not the item', () => {
    const after = structuredClone(BEFORE);
    after.payload.lines[1]!.n = 3;
    expect(makePatch(BEFORE, after)).toEqual([
      { op: 'replace', path: '/payload/lines/1/n', value: 3 },
    ]);
  });

  it('has the words before it, by its pointers', () => {
    expect(readPointer(BEFORE, '/payload/a~1b')).toBe(1);
    expect(readPointer(BEFORE, '/payload/lines/1/n')).toBe(2);
    expect(readPointer(BEFORE, '/payload/constructor/name')).toBeUndefined();
  });
});
