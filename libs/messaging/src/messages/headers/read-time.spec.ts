import fc from 'fast-check';
import { readTime, readTimestamp } from './read-time';

const NOW = Date.UTC(2026, 10, 30, 12);
const DAY_MS = 86_400_000;
const SINCE_2000 = { min: Date.UTC(2000, 0) / 1_000, max: NOW / 1_000 };

describe('the timestamp of a message', () => {
  it.each([
    ['seconds', 1_790_000_000, '2026-09-21T14:13:20.000Z'],
    ['milliseconds', 1_790_000_000_123, '2026-09-21T14:13:20.123Z'],
    ['microseconds', 1_790_000_000_123_456, '2026-09-21T14:13:20.123Z'],
    ['nanoseconds', 1_790_000_000_123_456_800, '2026-09-21T14:13:20.123Z'],
  ])('is understood in %s', (_, timestamp, time) => {
    expect(readTimestamp(timestamp, NOW)?.toISOString()).toBe(time);
  });

  it('is the same time in each unit, to the millisecond', () => {
    fc.assert(
      fc.property(fc.integer(SINCE_2000), fc.constantFrom(1, 1e3, 1e6, 1e9), (seconds, unit) => {
        expect(readTimestamp(seconds * unit, NOW)?.getTime()).toBe(seconds * 1_000);
      }),
    );
  });

  it('may be of a clock that is a day ahead', () => {
    expect(readTimestamp((NOW + DAY_MS) / 1_000, NOW)?.getTime()).toBe(NOW + DAY_MS);
    expect(readTimestamp((NOW + DAY_MS) / 1_000 + 1, NOW)).toBeUndefined();
  });

  it.each([
    ['never set', 0],
    ['before AMQP', 1],
    ['negative', -1_790_000_000],
    ['negative, as AMQP carries it', 2 ** 64 - 1],
    ['of the year 2100', 4_102_444_800],
    ['of the year 9999', 253_402_300_799],
    ['a text', '1790000000'],
    ['absent', undefined],
    ['no number', NaN],
  ])('is none when it is %s', (_, timestamp) => {
    expect(readTimestamp(timestamp, NOW)).toBeUndefined();
  });

  it('is a time from 2000 to tomorrow, or none, for every number', () => {
    fc.assert(
      fc.property(fc.oneof(fc.double(), fc.bigInt(0n, 2n ** 64n - 1n).map(Number)), (any) => {
        const time = readTimestamp(any, NOW)?.getTime() ?? NOW;
        expect(time).toBeGreaterThanOrEqual(Date.UTC(2000, 0));
        expect(time).toBeLessThanOrEqual(NOW + DAY_MS);
      }),
    );
  });
});

describe('a time in a header', () => {
  it('has a year of four digits, or is none', () => {
    fc.assert(
      fc.property(fc.oneof(fc.double(), fc.maxSafeInteger()), (any) => {
        const time = readTime(any);
        expect(time?.toISOString() ?? '2026-').toMatch(/^\d{4}-/);
      }),
    );
    expect(readTime(253_402_300_799_999)?.toISOString()).toBe('9999-12-31T23:59:59.999Z');
    expect(readTime(253_402_300_800_000)).toBeUndefined();
    expect(readTime(-1)).toBeUndefined();
    expect(readTime('0')).toBeUndefined();
  });
});
