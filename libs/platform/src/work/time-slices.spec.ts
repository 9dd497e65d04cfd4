import { setImmediate as nextTurn } from 'node:timers/promises';
import { TimeSlices, type Steps } from './time-slices';

/** Work that holds the event loop for so long in each step, and says its name. */
function* busy(name: string, steps: number, said: string[], stepMs = 2): Steps<string> {
  for (let step = 0; step < steps; step += 1) {
    for (const end = performance.now() + stepMs; performance.now() < end;);
    said.push(name);
    yield;
  }
  return `${name} is done`;
}

describe('the time that work shares', () => {
  it('is given in turn to everything in progress', async () => {
    const slices = new TimeSlices();
    const said: string[] = [];
    const results = await Promise.all([
      slices.run(busy('a', 3, said)),
      slices.run(busy('b', 2, said)),
    ]);
    expect(results).toEqual(['a is done', 'b is done']);
    expect(said).toEqual(['a', 'b', 'a', 'b', 'a']);
  });

  it('leaves room for everything else after a few steps, however much is to be done', async () => {
    const slices = new TimeSlices();
    const said: string[] = [];
    const jobs = Array.from({ length: 30 }, (_, n) => slices.run(busy(`${n}`, 2, said, 5)));
    let longest = 0;
    let isOver = false;
    const looking = (async () => {
      for (let before = 0; !isOver; before = said.length) {
        await nextTurn();
        longest = Math.max(longest, said.length - before);
      }
    })();
    await Promise.all(jobs);
    isOver = true;
    await looking;
    expect(said).toHaveLength(60);
    // Ten milliseconds are over after two steps of five; the third is one that had begun in time.
    expect(longest).toBeLessThanOrEqual(3);
  });

  it('has only a few jobs in progress, so that what they have in memory is bounded', async () => {
    const slices = new TimeSlices();
    let inProgress = 0;
    let most = 0;
    const counted = function* (): Steps<void> {
      most = Math.max(most, (inProgress += 1));
      yield;
      inProgress -= 1;
    };
    await Promise.all(Array.from({ length: 50 }, () => slices.run(counted())));
    expect(most).toBe(4);
  });

  it('is not spent on a job whose signal is aborted, whether it waits or has begun', async () => {
    const slices = new TimeSlices();
    const said: string[] = [];
    const gone = new AbortController();
    const jobs = Array.from({ length: 20 }, (_, n) =>
      slices.run(busy(`${n}`, 1_000_000, said), gone.signal),
    );
    const settled = Promise.allSettled(jobs);
    while (said.length < 5) await nextTurn();
    gone.abort(new Error('gone'));
    const before = said.length;
    for (const each of await settled) expect(each).toMatchObject({ reason: { message: 'gone' } });
    await slices.run(busy('next', 1, said));
    expect(said.slice(before)).toEqual(['next']);
    await expect(slices.run(busy('late', 1, said), gone.signal)).rejects.toThrow('gone');
  });

  it('continues when a job throws', async () => {
    const slices = new TimeSlices();
    const broken = slices.run(
      // eslint-disable-next-line require-yield
      (function* (): Steps<void> {
        throw new Error('broken');
      })(),
    );
    const next = slices.run(busy('next', 1, []));
    await expect(broken).rejects.toThrow('broken');
    expect(await next).toBe('next is done');
  });

  it('gives turns before the jobs that wait, and to those a slice now and then', async () => {
    const slices = new TimeSlices();
    const said: string[] = [];
    const jobs = Array.from({ length: 40 }, (_, n) => slices.run(busy(`job ${n}`, 2, said, 12)));
    await Promise.all(Array.from({ length: 100 }, () => slices.turn()));
    // 100 turns are six times sixteen and a few; each step of a job is more than a slice.
    expect(said.length).toBeGreaterThanOrEqual(6);
    expect(said.length).toBeLessThanOrEqual(7);
    await Promise.all(jobs);
    expect(said).toHaveLength(80);
  });

  it('gives one turn at a time, so that what follows it counts', async () => {
    const slices = new TimeSlices();
    let taken = 0;
    let most = 0;
    const taking = Promise.all(
      Array.from({ length: 20 }, () => slices.turn().then(() => (taken += 1))),
    );
    for (let before = 0; taken < 20; before = taken) {
      await nextTurn();
      most = Math.max(most, taken - before);
    }
    await taking;
    expect(most).toBe(1);
  });
});
