import { setImmediate as nextTurn } from 'node:timers/promises';
import { CheckedOrder } from './checked-order';
import { workInOrder } from './work-in-order';

describe('entries of which some take more than a moment to check', () => {
  it.each([
    ['valid', 'a b c d'],
    ['refused', 'a c d'],
  ])('are published in their order when those are %s', async (verdict, published) => {
    const order = new CheckedOrder();
    const seen: string[] = [];
    const check = async (): Promise<void> => {
      await nextTurn();
      if (verdict === 'refused') throw new Error();
    };
    const results = workInOrder(
      ['a', 'b', 'c', 'd'],
      { width: 9, untilReady: () => order.untilChecked() },
      async (name) => {
        try {
          if (name === 'b') await order.keep(check());
          seen.push(name);
        } catch {
          // It is refused.
        }
        return name;
      },
    );
    for await (const result of results) expect(result).not.toBe('');
    expect(seen.join(' ')).toBe(published);
  });
});
