import { fitAnswer } from '../system/fit-answer';

const A = '01a20bed-4ac6-759b-bd38-9b5c50ff1cd1';
const B = '01a20bed-5072-721a-bdcf-b8f03cac93ed';
const C = '01a20c6f-d89e-75af-9210-a1c1633075a5';
const D = '01a20c6f-c4a2-7350-878f-1574d2ebf638';

function fits(printed: unknown, actual: unknown): boolean {
  return fitAnswer(printed, actual, new Map()) !== undefined;
}

describe('what is printed fits an answer', () => {
  it.each([
    ['that says more', { a: 1 }, { a: 1, b: 2 }],
    ['with another time', { at: '2026-11-24T05:00:30.300Z' }, { at: '2027-01-01T00:00:00.000Z' }],
    ['with another duration', { totalMs: 22 }, { totalMs: 23 }],
    ['with another worker', { worker: 'host-1:4711' }, { worker: 'b:1' }],
    ['with anything in place of dots', { a: '...' }, { a: [1] }],
    ['with other items between', [1, 3], [0, 1, 2, 3, 4]],
    [
      'with the right item behind one that is nearly right',
      [{ a: 1, b: 2 }],
      [{ a: 1 }, { a: 1, b: 2 }],
    ],
    ['with nothing, where nothing is printed', [], []],
  ])('%s', (_, printed, actual) => expect(fits(printed, actual)).toBe(true));

  it.each([
    ['that lacks a field', { a: 1, b: 2 }, { a: 1 }],
    ['with another value', { a: 1 }, { a: 2 }],
    ['with another text', { a: 'processed' }, { a: 'retrying' }],
    ['without a time', { at: '2026-11-24T05:00:30.300Z' }, { at: null }],
    ['with a duration that is none', { totalMs: 22 }, { totalMs: null }],
    ['with nothing in place of dots', { a: '...' }, {}],
    ['with its items in another order', [1, 3], [3, 1]],
    ['with an item once that is printed twice', [1, 1], [1]],
    ['with something, where nothing is printed', [], [1]],
    ['with a list in place of an object', { a: 1 }, [1]],
    ['with another word than an id', { a: A }, { a: 'abc' }],
  ])('but not one %s', (_, printed, actual) => expect(fits(printed, actual)).toBe(false));

  it('with other ids, the same one wherever the same is printed', () => {
    expect(fits([{ id: A }, { cause: A }], [{ id: C }, { cause: C }])).toBe(true);
    expect(fits([{ id: A }, { cause: A }], [{ id: C }, { cause: D }])).toBe(false);
    expect(fitAnswer({ id: A, other: B }, { id: C, other: D }, new Map())).toEqual(
      new Map([
        [A, C],
        [B, D],
      ]),
    );
  });

  it('only with the id that an earlier answer gave', () => {
    expect(fitAnswer({ cause: A }, { cause: C }, new Map([[A, C]]))).toBeDefined();
    expect(fitAnswer({ cause: A }, { cause: D }, new Map([[A, C]]))).toBeUndefined();
  });
});
