import { createFormats } from './formats';

const NOW = Date.UTC(2026, 11, 1, 3, 0, 0);

describe('what is shown of numbers and times', () => {
  const en = createFormats({ language: 'en', zone: 'utc' });
  const es = createFormats({ language: 'es', zone: 'utc' });

  it('is grouped as the language does it, also numbers of four digits in Spanish', () => {
    expect([en.count(1_234_567), es.count(1_234)]).toEqual(['1,234,567', '1.234']);
  });

  it('has a unit', () => {
    expect([en.rate(51.73), es.rate(0.5), en.bytes(1_234_567)]).toEqual([
      '51.7/s',
      '0,5/s',
      '1.23 MB',
    ]);
    const spans = [250, 1_500, 60_000, 4_800_000, 90_000_000, 345_600_000];
    expect(spans.map((ms) => en.duration(ms))).toEqual([
      ...['250 ms', '1.5 s', '1 min', '1 h 20 min', '1 d 1 h', '4 d'],
    ]);
  });

  it('says how far away a moment is, in both directions', () => {
    expect(en.away(NOW - 65_000, NOW)).toBe('1 min 5 s ago');
    expect(es.away('2026-12-01T03:00:40.000Z', NOW)).toBe('en 40 s');
  });

  it('shows the moment in UTC with its zone', () => {
    expect(en.moment(NOW)).toBe('1 Dec 2026, 03:00:00 UTC');
    expect(es.clock(NOW)).toBe('3:00:00');
    expect([en.stamp(NOW), en.stamp('never')]).toEqual(['1 Dec, 03:00:00', '–']);
  });

  it('is a dash for what is not known, or is no time that there is', () => {
    expect([en.count(undefined), en.clock('never'), en.moment(9e15), en.duration(NaN)]).toEqual(
      Array(4).fill('–'),
    );
  });
});
