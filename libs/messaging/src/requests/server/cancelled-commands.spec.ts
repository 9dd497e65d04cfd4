import { CancelledCommands } from './cancelled-commands';

describe('commands that were taken back', () => {
  it('are remembered until their deadline', () => {
    const cancelled = new CancelledCommands();
    cancelled.add('a', 1_000, 0);
    cancelled.add('b', 5_000, 999);
    expect([cancelled.has('a'), cancelled.has('b')]).toEqual([true, true]);
    cancelled.add('c', 9_000, 1_000);
    expect([cancelled.has('a'), cancelled.has('b'), cancelled.has('c')]).toEqual([
      false,
      true,
      true,
    ]);
  });

  it('are remembered as often as there is room, the latest of them', () => {
    const cancelled = new CancelledCommands(2);
    for (const id of ['a', 'b', 'c']) cancelled.add(id, 1_000, 0);
    expect(cancelled.size).toBe(2);
    expect([cancelled.has('a'), cancelled.has('b'), cancelled.has('c')]).toEqual([
      false,
      true,
      true,
    ]);
  });
});
