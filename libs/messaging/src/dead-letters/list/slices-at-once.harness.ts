import type { Steps, TimeSlices } from '@warren/platform';

/** Time without end: all steps are taken at once. */
export const slicesAtOnce: Pick<TimeSlices, 'run' | 'turn'> = {
  run: <T>(steps: Steps<T>): Promise<T> => {
    for (;;) {
      const { done, value } = steps.next();
      if (done) return Promise.resolve(value);
    }
  },
  turn: () => Promise.resolve(),
};
