import { readJson } from './read-json';

describe('reading JSON that anyone may have written', () => {
  it.each(['{"a":[1,"x",null]}', '7', 'null', '"text"'])('gives the value of %s', (text) => {
    expect(readJson(text)).toEqual(JSON.parse(text));
  });

  it.each([
    ['no JSON', '{"a":'],
    ['nothing', ''],
    ['JSON that is nested too deeply', `${'['.repeat(5_000)}${']'.repeat(5_000)}`],
    ['JSON of too many values', `[${'1,'.repeat(1_000_000)}1]`],
  ])('gives nothing for %s', (_, text) => {
    expect(readJson(text)).toBeUndefined();
  });
});
