import fc from 'fast-check';
import { splitJsonList } from './split-json-list';

function split(text: string, most = 1_000): string[] {
  const steps = splitJsonList(Buffer.from(text), most);
  for (let step = steps.next(); ; step = steps.next()) {
    if (step.done) return step.value.map(String);
  }
}

describe('splitting a list of JSON', () => {
  it('finds the entries of any list, however it is written', () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue({ maxDepth: 5 })), fc.nat(3), (list, spaces) => {
        const entries = split(JSON.stringify(list, undefined, spaces));
        expect(entries.map((each) => JSON.parse(each) as unknown)).toEqual(
          JSON.parse(JSON.stringify(list)),
        );
      }),
    );
  });

  it('takes what stands in texts for no part of the list', () => {
    expect(split('["a,]}[{", "\\\\", "\\"],", 1]')).toHaveLength(4);
  });

  it.each([
    ['', 'malformed_json'],
    [' \n', 'malformed_json'],
    ['[1', 'malformed_json'],
    ['["a]', 'malformed_json'],
    ['[1}', 'malformed_json'],
    ['[1]1', 'malformed_json'],
    ['{"a":[]}', 'invalid_request'],
    ['"[]"', 'invalid_request'],
    ['['.repeat(81), 'invalid_request'],
    [`[${'{"a":['.repeat(40)}`, 'invalid_request'],
    ['[1,2,3,4]', 'invalid_request'],
  ])('refuses %s', (text, code) => {
    expect(() => split(text, 3)).toThrow(expect.objectContaining({ code }) as Error);
  });

  it('pauses in a long one', () => {
    const steps = splitJsonList(Buffer.from(`["${'x'.repeat(200_000)}"]`), 1);
    expect(steps.next().done).toBe(false);
  });
});
