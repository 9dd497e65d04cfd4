import { collapseWaits, type Span } from './collapse-waits';

const wait = (fromMs: number, toMs: number): Span => ({ fromMs, toMs, isBusy: false });
const work = (fromMs: number, toMs: number): Span => ({ fromMs, toMs, isBusy: true });

describe('the axis of a story', () => {
  it('gives a wait of an hour no more room than one of a minute', () => {
    const { placeOf } = collapseWaits([wait(0, 60_000), work(60_000, 60_010), wait(60_010, 3.7e6)]);
    expect(placeOf(60_000)).toBeCloseTo(1 - placeOf(60_010));
  });

  it('gives longer work more room than shorter work', () => {
    const { placeOf } = collapseWaits([work(0, 10), work(10, 5_010)]);
    expect(placeOf(10)).toBeLessThan(1 - placeOf(10));
  });

  it('shows how long a wait in one lane is while another lane works', () => {
    const alone = collapseWaits([wait(0, 30_000), work(30_000, 30_001)]).units;
    const beside = collapseWaits([wait(0, 30_000), work(0, 30_000), work(30_000, 30_001)]).units;
    expect(beside).toBeGreaterThan(alone);
  });

  it('begins at 0, ends at 1 and keeps the order of moments that came in any order', () => {
    const { moments, placeOf } = collapseWaits([work(50, 60), work(0, 10), wait(10, 50)]);
    const places = moments.map(placeOf);
    expect(places).toEqual([...places].sort((one, other) => one - other));
    expect([places[0], places.at(-1)]).toEqual([0, 1]);
  });

  it('has no length when there is nothing, or one moment', () => {
    expect(collapseWaits([]).units).toBe(0);
    expect(collapseWaits([work(5, 5)]).placeOf(5)).toBe(0);
  });
});
