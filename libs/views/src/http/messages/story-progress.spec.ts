import { failed, processed, saved } from '../../testing/records.harness';
import { only, storyFrom, time } from './story.harness';

describe('the story of a long job', () => {
  it('shows how far each run of a long job was, once, in any order of its records', () => {
    const records = [
      // Killed, and begun again by another worker; then out of time, and begun again.
      saved({ endMs: 40, done: 10 }),
      saved({ endMs: 50, done: 20 }),
      saved({ endMs: 160, done: 30, redeliveries: 1, worker: 'w-2' }),
      failed({ startMs: 110, endMs: 170, retryInMs: 20 }),
      saved({ endMs: 220, done: 40, attempt: 2 }),
      saved({ endMs: 230, done: 50, attempt: 2 }),
    ];
    const steps = [
      { step: 'published', at: time(0) },
      {
        ...{ step: 'progress', at: time(50), attempt: 1, redeliveries: 0, worker: 'w-1' },
        ...{ done: 20, of: 80 },
      },
      { step: 'waited', at: time(50), where: 'in the queue', durationMs: 60 },
      expect.objectContaining({ step: 'attempt', attempt: 1, at: time(110), durationMs: 60 }),
      expect.objectContaining({ step: 'progress', attempt: 1, done: 30, worker: 'w-2' }),
      expect.objectContaining({ step: 'progress', attempt: 2, done: 50 }),
    ];
    for (const given of [records, records.toReversed(), [...records, ...records]]) {
      const { endedAt, outcome, steps: found, totalMs } = only(storyFrom(given));
      expect(found).toEqual(steps);
      expect({ endedAt, outcome, totalMs }).toEqual({
        ...{ endedAt: null, outcome: 'running', totalMs: null },
      });
    }
  });

  it('has the outcome and the end of a job', () => {
    const running = saved({ endMs: 40, done: 10 });
    const late = saved({ endMs: 90, done: 20 });
    const done = processed({ startMs: 10, endMs: 80 });
    expect(only(storyFrom([running, done, late]))).toMatchObject({
      outcome: 'processed',
      totalMs: 80,
    });
    const lost = failed({ startMs: 10, endMs: 80 });
    expect(only(storyFrom([running, lost, late]))).toMatchObject({
      ...{ outcome: 'dead-lettered', totalMs: 80 },
    });
    const retried = only(storyFrom([failed({ endMs: 50, retryInMs: 20 }), running]));
    expect(retried.outcome).toBe('retrying');
    expect(retried.steps.at(-1)).toMatchObject({ step: 'waits', at: time(50), plannedMs: 20 });
  });
});
