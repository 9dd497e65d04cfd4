import { findNextAttempt } from '../find-next-attempt';
import { layOutLanes, type Mark } from './lay-out-lanes';
import type { QueueStory, Step } from '../story.queries';

const T0 = Date.parse('2026-12-01T03:00:00.000Z');
const at = (ms: number): string => new Date(T0 + ms).toISOString();
const laneOf = (queue: string, steps: Step[]): QueueStory => ({
  ...{ queue, outcome: 'retrying', steps, endedAt: null, totalMs: null },
});
const published: Step = { step: 'published', at: at(0) };
const failedOnce: Step[] = [
  published,
  { step: 'waited', at: at(0), where: 'in the queue', durationMs: 20 },
  { step: 'attempt', at: at(20), durationMs: 5, attempt: 1, outcome: 'failed' },
  { step: 'waits', at: at(25), where: 'for the next attempt', plannedMs: 30_000 },
];
const draw = (steps: Step[], nowMs: number): readonly Mark[] =>
  layOutLanes([laneOf('a', steps)], nowMs).lanes[0]?.marks ?? [];

describe('the lanes of a story', () => {
  it('have points, waits and attempts at the same place for the same moment', () => {
    const { lanes, scale } = layOutLanes([laneOf('a', failedOnce), laneOf('b', [published])], T0);
    const shapes = lanes.map(({ marks }) => marks.map(({ shape }) => shape));
    expect(shapes).toEqual([['point', 'wait', 'attempt', 'wait'], ['point']]);
    expect(lanes.map(({ marks }) => scale.placeOf(marks[0]?.fromMs ?? NaN))).toEqual([0, 0]);
  });

  it('draw a wait that has not ended until it is to end, and until now when it is late', () => {
    const last = (nowMs: number): Mark | undefined => draw(failedOnce, nowMs).at(-1);
    expect(last(T0 + 1_000)).toMatchObject({ isOpen: true, toMs: T0 + 30_025 });
    expect(last(T0 + 60_000)).toMatchObject({ isOpen: true, toMs: T0 + 60_000 });
  });

  it('draw an attempt that runs until now', () => {
    const runs: Step = { step: 'attempt', at: at(20), attempt: 1 };
    const drawn = { isOpen: true, isBusy: true, toMs: T0 + 4_000 };
    expect(draw([runs], T0 + 4_000)).toMatchObject([drawn]);
  });

  it('leave out a step whose time is not known, or is none', () => {
    const steps: Step[] = [
      { step: 'published', at: null },
      { step: 'attempt', at: 'never', durationMs: 5 },
      { step: 'waited', at: at(0), durationMs: -7 },
    ];
    expect(draw(steps, T0)).toMatchObject([{ shape: 'wait', fromMs: T0, toMs: T0 }]);
  });
});

describe('the next attempt', () => {
  it('begins when the planned wait is over', () => {
    expect(findNextAttempt(laneOf('a', failedOnce))).toBe(T0 + 30_025);
  });

  it('is not there when the message waits for something else', () => {
    const steps: Step[] = [{ step: 'waits', at: at(0), where: 'as a dead letter' }];
    expect(findNextAttempt(laneOf('a', steps))).toBeUndefined();
  });
});
