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
  ])('%s does not take the key "%s"', (pattern, key) => {
    expect(matchesTopic(pattern, key)).toBe(false);
  });
});
