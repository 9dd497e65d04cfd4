import { Mutex } from './mutex';

describe('mutex', () => {
  const begun: string[] = [];
  let ends: (() => void)[];
  let mutex: Mutex;

  beforeEach(() => {
    begun.length = 0;
    ends = [];
    mutex = new Mutex();
  });

  const take = (name: string, isUrgent = false): Promise<string> =>
    mutex.take(
      async () => {
        begun.push(name);
        await new Promise<void>((resolve) => ends.push(resolve));
        return name;
      },
      { after: () => Promise.resolve(), isUrgent },
    );

  it('are taken one at a time, in order, the urgent ones first', async () => {
    const [a, b, c, d] = [take('a'), take('b'), take('c', true), take('d', true)];
    for (const [name, taken] of Object.entries({ a, c, d, b })) {
      expect(begun.at(-1)).toBe(name);
      ends.at(-1)?.();
      await expect(taken).resolves.toBe(name);
      await new Promise(setImmediate);
    }
    expect(begun).toEqual(['a', 'c', 'd', 'b']);
  });

  it('continue when one fails, and its caller gets the error', async () => {
    const failing = mutex.take(() => Promise.reject(new Error('no')), {
      after: () => Promise.resolve(),
      isUrgent: false,
    });
    const next = take('next');
    await expect(failing).rejects.toThrow('no');
    await new Promise(setImmediate);
    ends[0]?.();
    await expect(next).resolves.toBe('next');
  });

  it('begin only after what comes between', async () => {
    let finish = (): void => undefined;
    const between = new Promise<void>((resolve) => (finish = resolve));
    await mutex.take(() => Promise.resolve(), { after: () => between, isUrgent: false });
    const next = take('next', true);
    await new Promise(setImmediate);
    expect(begun).toEqual([]);
    finish();
    await new Promise(setImmediate);
    ends[0]?.();
    await next;
  });
});
