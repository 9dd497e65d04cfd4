import { matchesTopic } from './match-topic';

describe('a topic pattern', () => {
  it.each([
    ['orders.eu.created', 'orders.eu.created'],
    ['orders.*.created', 'orders.eu.created'],
    ['orders.#', 'orders'],
    ['orders.#', 'orders.eu.created'],
    ['#', ''],
    ['#', 'a.b.c'],
    ['#.created', 'created'],
    ['#.created', 'orders.created.created'],
    ['a.#.b.#.c', 'a.x.b.y.b.c'],
    ['#.#', ''],
    ['*', '#'],
    ['a.*', 'a.'],
    ['*.*', '.'],
    ['a..b', 'a..b'],
  ])('%s takes the key "%s"', (pattern, key) => {
    expect(matchesTopic(pattern, key)).toBe(true);
  });

  it.each([
    ['orders.*.created', 'orders.created'],
    ['orders.*.created', 'orders.eu.south.created'],
    ['orders.#', 'order'],
    ['orders.#', 'ordersx.created'],
    ['*', ''],
    ['', 'a'],
    ['a.#.b', 'a.b.c'],
    ['a', 'a.'],
    ['*', 'a.'],
    ['#.*', ''],
    ['a.b', 'a..b'],
  ])('%s does not take the key "%s"', (pattern, key) => {
    expect(matchesTopic(pattern, key)).toBe(false);
  });

  it('is decided at once, even where trying every way would take for ever', () => {
    const pattern = `${'#.a.'.repeat(63)}b`;
    expect(matchesTopic(pattern, 'a.'.repeat(127))).toBe(false);
    expect(matchesTopic(pattern, `${'a.'.repeat(126)}b`)).toBe(true);
    expect(matchesTopic('#.'.repeat(127), 'a.'.repeat(127))).toBe(true);
  });
});
