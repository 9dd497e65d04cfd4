import { readPosition } from './read-position';

describe('a position in the journal', () => {
  it.each([
    ['first', 'first'],
    ['0', { offset: 0 }],
    ['1204', { offset: 1_204 }],
    ['last:50', { last: 50 }],
    ['2026-11-24T05:00:00Z', { time: new Date('2026-11-24T05:00:00Z') }],
    ['2026-11-24T06:00:00.5+01:00', { time: new Date('2026-11-24T05:00:00.500Z') }],
  ])('is read from %s', (text, position) => {
    expect(readPosition(text)).toEqual(position);
  });

  it.each(['', '-1', '1.5', 'last', 'last:0', 'last:-1', 'yesterday', '2026-11-24T05:00:00'])(
    'is not read from %j',
    (text) => {
      expect(() => readPosition(text)).toThrow('must be `first`, an offset');
    },
  );

  it('is not read from a time that no calendar has', () => {
    expect(() => readPosition('2026-13-41T05:00:00Z')).toThrow('must be `first`');
  });
});
