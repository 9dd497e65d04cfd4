import { collapseWaits, type Span, type TimeScale } from './collapse-waits';
import type { QueueStory, Step } from '../story.queries';

/** A step as it is drawn. */
export interface Mark extends Span {
  readonly step: Step;
  readonly shape: 'attempt' | 'wait' | 'point';
  /** It has not ended. */
  readonly isOpen: boolean;
}

export interface Lane {
  readonly queue: QueueStory;
  readonly marks: readonly Mark[];
}

export interface Lanes {
  readonly lanes: readonly Lane[];
  readonly scale: TimeScale;
}

/** Of a lane with more steps the last are drawn; the list of steps has all. */
const MAX_MARKS = 120;
const SHAPES: Readonly<Partial<Record<Step['step'], Mark['shape']>>> = {
  ...{ attempt: 'attempt', waited: 'wait', waits: 'wait' },
};

/** Every queue is a lane, all on one axis. A step without a time has no place on it. */
export function layOutLanes(queues: readonly QueueStory[], nowMs: number): Lanes {
  const lanes = queues.map((queue) => ({
    queue,
    marks: queue.steps.flatMap((step) => drawStep(step, nowMs)).slice(-MAX_MARKS),
  }));
  return { lanes, scale: collapseWaits(lanes.flatMap(({ marks }) => marks)) };
}

function drawStep(step: Step, nowMs: number): Mark[] {
  const fromMs = Date.parse(step.at ?? '');
  if (Number.isNaN(fromMs)) return [];
  const shape = SHAPES[step.step] ?? 'point';
  const isOpen = step.step === 'waits' || (shape === 'attempt' && step.outcome === undefined);
  const lastsMs = isOpen ? Math.max(step.plannedMs ?? 0, nowMs - fromMs) : (step.durationMs ?? 0);
  const toMs = shape === 'point' ? fromMs : fromMs + Math.max(0, lastsMs);
  return [{ step, shape, fromMs, toMs, isOpen, isBusy: shape === 'attempt' }];
}
