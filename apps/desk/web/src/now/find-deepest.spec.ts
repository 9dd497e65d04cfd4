import { findDeepest } from './find-deepest';

describe('the deepest backlogs', () => {
  it('are work queues with messages, ready or at a worker, the deepest first and eight at most', () => {
    const work = Array.from({ length: 12 }, (_, n) => ({
      ...{ name: `q${n}`, kind: 'work' as const, ready: n, unacked: n === 3 ? 100 : 0 },
    }));
    const names = findDeepest([...work, { name: 'dead', kind: 'dead-letters', ready: 999 }]).map(
      ({ name }) => name,
    );
    expect(names).toEqual(['q3', 'q11', 'q10', 'q9', 'q8', 'q7', 'q6', 'q5']);
  });
});
