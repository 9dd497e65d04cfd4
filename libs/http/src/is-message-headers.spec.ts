import { findHeaderFault } from './is-message-headers';

describe('headers from outside', () => {
  it.each([
    [{}],
    [{ lang: 'es', n: 5, yes: true, 'content-language': 'es' }],
    [{ v: 'x'.repeat(256) }],
    [{ v: '🐇'.repeat(64) }],
    [{ constructor: 'only a word here' }],
  ])('may be %p', (headers) => {
    expect(findHeaderFault(headers)).toBeUndefined();
  });

  it.each([
    ['not an object', 'lang=es'],
    ['an array', ['es']],
    ['null', null],
    ['more than 16', Object.fromEntries(Array.from({ length: 17 }, (_, i) => [`h${i}`, 1]))],
    ['with a name longer than 64', { ['k'.repeat(65)]: 1 }],
    ['with an empty name', { '': 1 }],
    ['with a line break in a name', { 'a\r\nb': 1 }],
    ['with a value over 256 bytes', { v: 'é'.repeat(129) }],
    ['with half a surrogate pair', { v: 'a\ud83d' }],
    ['with a nested value', { v: { a: 1 } }],
    ['with a list', { v: ['a'] }],
    ['with null', { v: null }],
    ['with a fraction', { v: 1.5 }],
    ['with a number no integer can hold', { v: 2 ** 60 }],
    ['that the broker acts on', { 'x-death': 'y' }],
    ['that the broker acts on, in capitals', { 'X-Delay': 1 }],
    ['that copy to other queues', { CC: 'other' }],
    ['that copy to other queues in secret', { bcc: 'other' }],
    ['that reach for prototypes', JSON.parse('{"__proto__": "x"}')],
    ['that Warren writes itself', { 'warren-attempt': 1 }],
  ])('may not be %s', (_, headers) => {
    expect(findHeaderFault(headers)).toEqual(expect.any(String));
  });
});
