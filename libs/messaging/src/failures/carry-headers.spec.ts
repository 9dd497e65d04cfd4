import { headers as names } from '@warren/model';
import fc from 'fast-check';
import { ByteWriter } from '../wire/byte-writer';
import { putTable } from '../wire/put-table';
import { CARRIED_HEADERS_LIMIT_BYTES, carryHeaders } from './carry-headers';

const LENGTH_BYTES = 4;
const LEFT_OUT = names.headersLeftOut;

/** What the writer of copies cannot write, a copy must not have. */
function bytesOf(headers: object): number {
  const out = new ByteWriter();
  putTable(out, headers);
  return out.position - LENGTH_BYTES;
}

describe('the headers that a copy carries', () => {
  it.each([
    ['a time beyond 64 bits', { '!': 'timestamp', value: 2 ** 64 }],
    ['a time that is none', { '!': 'timestamp', value: 'soon' }],
    ['an unknown type', { '!': 'colour', value: 1 }],
    ['a decimal that is none', { '!': 'decimal', value: { places: 300, digits: 1 } }],
    ['not a number', Number.NaN],
    ['more than any number', Infinity],
    ['less than any number', -Infinity],
    ['a list with one of these', [1, [Number.NaN]]],
    ['a table with one of these', { a: { b: Number.NaN } }],
    ['a table with a name that is too long', { ['x'.repeat(256)]: 1 }],
    ['lists nested without end', JSON.parse(`${'['.repeat(5_000)}${']'.repeat(5_000)}`) as unknown],
  ])('are without %s', (_, odd) => {
    expect(carryHeaders({ odd, lang: 'es' })).toEqual({ lang: 'es', [LEFT_OUT]: 1 });
  });

  it('are all others', () => {
    const headers = {
      text: 'é',
      bytes: Buffer.from([255]),
      no: false,
      nothing: null,
      numbers: [1, -1, 0.5, 2 ** 53, 2 ** 63, 1e300, -(2 ** 63), 2 ** 50 + 0.5, -1e300],
      when: { '!': 'timestamp', value: 1_700_000_000 },
      price: { '!': 'decimal', value: { places: 2, digits: 995 } },
      table: { nested: { list: [{}] } },
    };
    expect(carryHeaders(headers)).toEqual(headers);
    expect(bytesOf(headers)).toBeLessThan(300);
  });

  it('have at most 700 values, those inside others counted', () => {
    const many = Object.fromEntries(Array.from({ length: 720 }, (_, at) => [`h${at}`, 1]));
    const carried = carryHeaders({ list: Array(100).fill(1), ...many });
    expect(carried['list']).toHaveLength(100);
    expect(Object.keys(carried)).toHaveLength(1 + 599 + 1);
    expect(carried[LEFT_OUT]).toBe(121);
    expect(carryHeaders({ list: Array(700).fill(1), lang: 'es' })).toEqual({
      lang: 'es',
      [LEFT_OUT]: 1,
    });
  });

  it('fit into 32 KiB: what has no room is left out, and what comes after it can have room', () => {
    const headers = {
      small: 'a',
      first: 'x'.repeat(20_000),
      second: 'x'.repeat(20_000),
      third: 'x'.repeat(10_000),
    };
    const carried = carryHeaders(headers);
    expect(Object.keys(carried)).toEqual(['small', 'first', 'third', LEFT_OUT]);
    expect(carried[LEFT_OUT]).toBe(1);
  });

  it("say how many were left out on all the way here, and not the broker's or ours", () => {
    const long = 'x'.repeat(40_000);
    const headers = { 'x-death': long, 'warren-handler': long, CC: [long], [LEFT_OUT]: 'forged' };
    expect(carryHeaders(headers)).toEqual({});
    expect(carryHeaders({ ...headers, a: long, b: long }, { c: 'AA==' }, 3)).toEqual({
      [LEFT_OUT]: 6,
    });
    expect(carryHeaders({ a: 1 }, undefined, 3)).toEqual({ a: 1, [LEFT_OUT]: 3 });
  });

  it('can be written and fit, from any headers', () => {
    const value = fc.anything({
      maxDepth: 20,
      values: [
        fc.double(),
        fc.string({ maxLength: 20_000 }),
        fc.boolean(),
        fc.constant(Buffer.from('bytes')),
        fc.record({ '!': fc.constantFrom('timestamp', 'decimal', 'x'), value: fc.double() }),
      ],
      key: fc.string({ maxLength: 300 }),
    });
    fc.assert(
      fc.property(fc.dictionary(fc.string({ maxLength: 300 }), value), (headers) => {
        expect(bytesOf(carryHeaders(headers))).toBeLessThanOrEqual(CARRIED_HEADERS_LIMIT_BYTES);
      }),
    );
  });
});
