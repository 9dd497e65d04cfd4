import { rawField, rawList, rawTable, rawText, rawValue } from '@warren/testing';
import fc from 'fast-check';
import { anyHeaderValue } from './any-header.harness';
import { showHeaders, showValue } from './show-headers';

const of = (hex: string): Buffer => Buffer.from(hex, 'hex');

describe('the JSON notation of headers', () => {
  it.each([
    ['a text', rawText('ñ'), 'ñ'],
    ['a text that is no UTF-8', rawValue('S', of('ff'), true), { '!': 'text', base64: '/w==' }],
    ['true', rawValue('t', of('01')), true],
    ['nothing', rawValue('V'), null],
    ['a byte', rawValue('b', of('ff')), -1],
    ['an unsigned byte', rawValue('B', of('ff')), 255],
    ['a short', rawValue('s', of('8000')), -32_768],
    ['an unsigned short', rawValue('u', of('8000')), 32_768],
    ['an int', rawValue('I', of('ffffffff')), -1],
    ['an unsigned int', rawValue('i', of('ffffffff')), 2 ** 32 - 1],
    ['a long', rawValue('l', of('001fffffffffffff')), 2 ** 53 - 1],
    [
      'a long that is no double',
      rawValue('l', of('0020000000000001')),
      { '!': 'long', value: '9007199254740993' },
    ],
    [
      'the least long',
      rawValue('l', of('8000000000000000')),
      { '!': 'long', value: '-9223372036854775808' },
    ],
    ['a float', rawValue('f', of('3f000000')), 0.5],
    ['a double', rawValue('d', of('3ff8000000000000')), 1.5],
    [
      'a double of zero below',
      rawValue('d', of('8000000000000000')),
      { '!': 'double', value: '-0' },
    ],
    ['a decimal', rawValue('D', of('0200000001')), { '!': 'decimal', value: '0.01' }],
    ['a negative decimal', rawValue('D', of('01ffffff88')), { '!': 'decimal', value: '-12.0' }],
    ['a whole decimal', rawValue('D', of('000000007b')), { '!': 'decimal', value: '123' }],
    ['a time', rawValue('T', of('0000000065e00000')), { '!': 'timestamp', value: 1_709_178_880 }],
    [
      'a time beyond all',
      rawValue('T', of('ffffffffffffffff')),
      { '!': 'timestamp', value: '18446744073709551615' },
    ],
    ['bytes', rawValue('x', of('00ff'), true), { '!': 'bytes', base64: 'AP8=' }],
    ['a list', rawList([rawText('a'), rawList([])]), ['a', []]],
    ['a table', rawValue('F', rawTable([rawField('a', rawText('b'))])), { a: 'b' }],
    [
      'a table with the name of the notation',
      rawValue('F', rawTable([rawField('!', rawText('long')), rawField('value', rawText('1'))])),
      {
        '!': 'table',
        value: [
          ['!', 'long'],
          ['value', '1'],
        ],
      },
    ],
    [
      'a table with a name twice',
      rawValue('F', rawTable([rawField('a', rawText('1')), rawField('a', rawText('2'))])),
      {
        '!': 'table',
        value: [
          ['a', '1'],
          ['a', '2'],
        ],
      },
    ],
  ])('shows %s', (_, bytes, shown) => {
    expect(showValue(bytes)).toEqual(shown);
  });

  it('shows every value as JSON that says the same, or none that RabbitMQ does not take', () => {
    fc.assert(
      fc.property(anyHeaderValue, (bytes) => {
        const shown = showValue(bytes) ?? null;
        expect(JSON.parse(JSON.stringify(shown))).toEqual(shown);
      }),
    );
  });

  it('takes any bytes in a record without an error', () => {
    fc.assert(
      fc.property(fc.base64String(), (bytes) => {
        expect(() => showHeaders({ headers: {}, encodedHeaders: { a: bytes } })).not.toThrow();
      }),
    );
  });

  it('shows what is kept as bytes in place of a number that is near it', () => {
    const long = rawValue('l', of('0020000000000001')).toString('base64');
    expect(showHeaders({ headers: { a: 'b' }, encodedHeaders: { n: long } })).toEqual({
      a: 'b',
      n: { '!': 'long', value: '9007199254740993' },
    });
  });
});
