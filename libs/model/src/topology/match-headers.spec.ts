import type { HeadersMatch } from './exchange';
import { matchesHeaders, type MessageHeaders } from './match-headers';

type Case = [HeadersMatch['match'], HeadersMatch['headers'], MessageHeaders];

describe('a headers binding', () => {
  it.each<Case>([
    ['all', { a: 'x', b: 1 }, { a: 'x', b: 1, c: true }],
    ['any', { a: 'x', b: 1 }, { b: 1 }],
    ['all', {}, { a: 'x' }],
    ['all', { 'x-a': 1 }, {}],
    ['all', { a: 'x', 'x-a': 1 }, { a: 'x', 'x-a': 2 }],
    ['all-with-x', { a: 'x', 'x-a': 1 }, { a: 'x', 'x-a': 1 }],
    ['any-with-x', { a: 'x', 'x-a': 1 }, { 'x-a': 1 }],
    ['any', { 'X-a': 1 }, { 'X-a': 1 }],
  ])('%s %j takes a message with %j', (match, headers, given) => {
    expect(matchesHeaders({ match, headers }, given)).toBe(true);
  });

  it.each<Case>([
    ['all', { a: 'x', b: 1 }, { a: 'x' }],
    ['all', { a: 'x', b: 1 }, { a: 'x', b: 2 }],
    ['any', { a: 'x', b: 1 }, { a: 'y', c: 1 }],
    ['any', {}, { a: 'x' }],
    ['any', { 'x-a': 1 }, { 'x-a': 1 }],
    ['all-with-x', { a: 'x', 'x-a': 1 }, { a: 'x' }],
    ['any-with-x', {}, { 'x-match': 'any-with-x' }],
    ['any', { a: 1 }, { a: '1' }],
    ['any', { a: true }, { a: 'true' }],
    ['any', { a: true }, { a: 1 }],
    ['any', { a: 'x' }, { a: ['x'] }],
    ['any', { a: 'x' }, { A: 'x' }],
    ['any', { constructor: 'x' }, {}],
  ])('%s %j does not take a message with %j', (match, headers, given) => {
    expect(matchesHeaders({ match, headers }, given)).toBe(false);
  });

  it('takes every message when it has no arguments', () => {
    expect(matchesHeaders(undefined, { a: 'x' })).toBe(true);
  });
});
