import fc from 'fast-check';
import { isUnambiguousJson } from './is-unambiguous-json';

/** A JSON text as a client may write it, and whether an object in it has a name twice. */
interface Written {
  readonly text: string;
  readonly repeats: boolean;
}

const space = fc.constantFrom('', '', ' ', '\n', '\t', '\r', ' \n ');
/** Few, so that they meet; colons and quotes as they may stand in a text. */
const name = fc.constantFrom('a', 'b', ':', 'x:', '":', '" :', 'a" : "b', '\\', '1');
const leaf = fc
  .oneof(name, fc.integer(), fc.boolean(), fc.constant(null))
  .map((value) => ({ text: JSON.stringify(value), repeats: false }));

const written = fc.letrec<{ value: Written; object: Written }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    leaf,
    fc.array(tie('value'), { maxLength: 3 }).map((list) => ({
      text: `[${list.map(({ text }) => text).join(', ')}]`,
      repeats: list.some(({ repeats }) => repeats),
    })),
    tie('object'),
  ),
  object: fc
    .array(fc.tuple(space, name, space, space, tie('value')), { maxLength: 4 })
    .map((all) => ({
      text: `{${all.map(([a, key, b, c, { text }]) => `${a}${JSON.stringify(key)}${b}:${c}${text}`).join(',')}}`,
      repeats:
        new Set(all.map(([, key]) => key)).size < all.length ||
        all.some(([, , , , { repeats }]) => repeats),
    })),
}));

describe('whether every reader of a JSON text reads the same', () => {
  it('is never said of a text in which a name is there twice', () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(written.object, ({ text, repeats }) => {
        const isCertain = isUnambiguousJson(text, JSON.parse(text) as object);
        seen.add(`${isCertain} ${repeats}`);
        expect(isCertain && repeats).toBe(false);
      }),
      { numRuns: 5_000 },
    );
    expect(seen).toEqual(new Set(['true false', 'false false', 'false true']));
  });

  it.each([
    '{}',
    '{"id":"1","tipo":"T","payload":{}}',
    '{ "id" : "1",\n\t"tipo"\r\n: "T", "payload": { "list": [{ "id": 1 }, { "id": 2 }, [[]]] } }',
    '{"at":"2026-01-01T10:00:00Z","url":"http://localhost:8000/"}',
    '{"caf\u00e9":1,"cafe":2}',
    '{"a":9007199254740991,"b":[-9007199254740991,0.1,1e-7]}',
  ])('is said of %s', (text) => {
    expect(isUnambiguousJson(text, JSON.parse(text) as object)).toBe(true);
  });

  it.each([
    '{"a":1,"a":1}',
    '{"a":1,"\\u0061":2}',
    '{"a":{"b":1,"b":2}}',
    '{"a":[{"b":1,"c":{},"b" :2}]}',
    '{"a":1,"a":"x","b":"not : sure"}',
    '{"a":9007199254740993}',
    '{"a":[{"b":-12345678901234567890}]}',
    '{"a":1e400}',
  ])('is not said of %s', (text) => {
    expect(isUnambiguousJson(text, JSON.parse(text) as object)).toBe(false);
  });
});
