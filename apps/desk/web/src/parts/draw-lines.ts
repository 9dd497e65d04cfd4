import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import type { Zone } from '../preferences/preferences';

export interface TimeLine {
  readonly label: string;
  /** A name of our colours. */
  readonly colour: string;
  readonly values: readonly (number | null)[];
}

interface LinesLook {
  readonly lines: readonly Pick<TimeLine, 'label' | 'colour'>[];
  readonly height: number;
  readonly write: (value: number) => string;
  readonly writeTime: (ms: number, isDay: boolean) => string;
  readonly zone: Zone;
}

const DAY_SECONDS = 86_400;

/** Draws lines with axes. Their colours follow the theme: they are read each time they are drawn. */
export function drawLines(
  element: HTMLElement,
  data: uPlot.AlignedData,
  { height, lines, write, writeTime, zone }: LinesLook,
): uPlot {
  const read = (name: string): string => getComputedStyle(element).getPropertyValue(`--${name}`);
  const axis = {
    stroke: () => read('soft'),
    grid: { stroke: () => read('line'), width: 1 },
    ticks: { show: false },
    font: '11px system-ui, sans-serif',
  };
  const options: uPlot.Options = {
    ...{ width: element.clientWidth, height, padding: [8, 4, 0, 0] },
    legend: { show: false },
    cursor: { show: false },
    ...(zone === 'utc' && { tzDate: (at: number) => uPlot.tzDate(new Date(at * 1_000), 'UTC') }),
    axes: [
      {
        ...axis,
        size: 24,
        values: (_, ticks, _axis, _space, seconds) =>
          ticks.map((at) => writeTime(at * 1_000, seconds >= DAY_SECONDS)),
      },
      { ...axis, size: 62, values: (_, ticks) => ticks.map(write) },
    ],
    scales: { y: { range: (_, _min, max) => [0, Math.max((max || 0) * 1.1, 0.1)] } },
    series: [
      {},
      ...lines.map(({ colour, label }) => ({
        ...{ label, width: 1.5, points: { show: false }, stroke: () => read(colour) },
      })),
    ],
  };
  return new uPlot(options, data, element);
}
