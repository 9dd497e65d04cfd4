import { useMemo } from 'react';
import { useFormats } from '../../../format/formats';
import { OutcomeMark, useOutcomeTexts } from '../../../parts/outcome';
import { Countdown } from '../countdown';
import { findNextAttempt } from '../find-next-attempt';
import { layOutLanes, type Lane, type Mark } from './lay-out-lanes';
import './lanes.css';
import type { QueueStory } from '../story.queries';
import { useStoryTexts } from '../use-story-texts';

const UNIT_PX = 30;
/** A tick is not written nearer than this number of units to the one before. */
const TICK_UNITS = 2.4;

interface LanesProps {
  readonly queues: readonly QueueStory[];
  /** When the story was read. */
  readonly atMs: number;
}

/** What happened in each queue, on one axis. */
export function Lanes({ atMs, queues }: LanesProps): React.JSX.Element {
  const texts = useStoryTexts();
  const { lanes, scale } = useMemo(() => layOutLanes(queues, atMs), [queues, atMs]);
  return (
    <section className="card lanes">
      <header>
        <h2>{texts.lanes}</h2>
        <span className="soft">{texts.lanesHint}</span>
      </header>
      <div className="lanes-scroller" tabIndex={0} role="region" aria-label={texts.lanes}>
        <div style={{ minWidth: scale.units * UNIT_PX }}>
          <Axis {...scale} />
          {lanes.map((lane) => (
            <LaneRow key={lane.queue.queue} lane={lane} {...scale} />
          ))}
        </div>
      </div>
    </section>
  );
}

interface Scale {
  readonly moments: readonly number[];
  readonly units: number;
  readonly placeOf: (ms: number) => number;
}

/** How long after the first moment. */
function Axis({ moments, placeOf, units }: Scale): React.JSX.Element {
  const { clock, duration } = useFormats();
  const first = moments[0] ?? 0;
  let written = -Infinity;
  const ticks = moments.filter((ms) => {
    const place = placeOf(ms) * units;
    if (place - written < TICK_UNITS || units - place < TICK_UNITS) return false;
    written = place;
    return true;
  });
  return (
    <div className="lanes-axis soft" aria-hidden>
      {ticks.map((ms) => (
        <span key={ms} style={{ left: percent(placeOf(ms)) }}>
          {ms === first ? clock(ms) : `+${duration(ms - first)}`}
        </span>
      ))}
    </div>
  );
}

function LaneRow({ lane, placeOf, units }: Scale & { lane: Lane }): React.JSX.Element {
  const texts = useStoryTexts();
  const outcomes = useOutcomeTexts();
  const { duration } = useFormats();
  const { marks, queue } = lane;
  const nextMs = findNextAttempt(queue);
  return (
    <div
      className="lane"
      role="group"
      aria-label={texts.lane(queue.queue, outcomes[queue.outcome])}
    >
      <div className="lane-name">
        <strong>{queue.queue}</strong>
        <OutcomeMark outcome={queue.outcome} />
        {nextMs !== undefined && <Countdown atMs={nextMs} />}
        {queue.totalMs !== null && (
          <span className="soft">{texts.total(duration(queue.totalMs))}</span>
        )}
      </div>
      <div className="lane-track">
        {marks.map((mark, n) => (
          <MarkShape
            key={n}
            mark={mark}
            start={placeOf(mark.fromMs)}
            width={placeOf(mark.toMs) - placeOf(mark.fromMs)}
            units={units}
          />
        ))}
      </div>
    </div>
  );
}

interface MarkShapeProps {
  readonly mark: Mark;
  readonly start: number;
  readonly width: number;
  readonly units: number;
}

/** Narrower waits have their length in the list of steps. */
const MIN_LABEL_UNITS = 1.6;

function MarkShape({ mark, start, units, width }: MarkShapeProps): React.JSX.Element {
  const { steps, where } = useStoryTexts();
  const { duration, moment } = useFormats();
  const { isOpen, shape, step } = mark;
  const length = duration(mark.toMs - mark.fromMs);
  const hint = [steps[step.step], step.where && where[step.where], shape !== 'point' && length];
  return (
    <span
      className={`mark mark-${shape}`}
      data-kind={step.outcome ?? step.step}
      data-open={isOpen}
      style={{ left: percent(start), width: shape === 'point' ? undefined : percent(width) }}
      title={[...hint, moment(mark.fromMs)].filter(Boolean).join(' · ')}
    >
      {shape === 'attempt' && step.attempt}
      {shape === 'wait' && width * units > MIN_LABEL_UNITS && <em>{length}</em>}
    </span>
  );
}

const percent = (share: number): string => `${(share * 100).toFixed(3)}%`;
