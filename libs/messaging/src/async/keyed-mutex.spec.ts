import { setImmediate as turn } from 'node:timers/promises';
import { KeyedMutex } from './keyed-mutex';

describe('one at a time', () => {
  it('runs work on the same thing in turn, and on others beside it', async () => {
    const one = new KeyedMutex();
    const running: string[] = [];
    const ends: (() => void)[] = [];
    const work = (name: string) => (): Promise<string> => {
      running.push(name);
      return new Promise((resolve) => ends.push(() => resolve(name)));
    };
    const results = [one.run('a', work('a1')), one.run('a', work('a2')), one.run('a', work('a3'))];
    results.push(one.run('b', work('b1')));
    await turn();
    expect(running).toEqual(['a1', 'b1']);
    ends[0]?.();
    await turn();
    expect(running).toEqual(['a1', 'b1', 'a2']);
    ends[2]?.();
    await turn();
    expect(running).toEqual(['a1', 'b1', 'a2', 'a3']);
    ends.forEach((end) => end());
    await expect(Promise.all(results)).resolves.toEqual(['a1', 'a2', 'a3', 'b1']);
  });

  it('continues after a failure', async () => {
    const one = new KeyedMutex();
    const failed = one.run('a', () => Promise.reject(new Error('no')));
    const next = one.run('a', () => Promise.resolve('yes'));
    await expect(failed).rejects.toThrow('no');
    await expect(next).resolves.toBe('yes');
  });
});
