import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { OUTCOME_COLOURS } from '../../parts/outcomes';
import { STACKED } from './stack-bars';

interface HistogramOptions {
  readonly height: number;
  /** Writes a time of the axis, in a span of this length in milliseconds. */
  readonly write: (ms: number, spanMs: number) => string;
  readonly onBrush: (fromMs: number, toMs: number) => void;
}

const MIN_BRUSH_PX = 4;
/** There is no half of a message. */
const WHOLE_STEPS = [0, 1, 2, 3, 4, 5, 6].flatMap((power) => [1, 2, 5].map((n) => n * 10 ** power));

/** Bars by outcome, one upon the other. Colours are read each time it is drawn, so they follow the theme. */
export function drawHistogram(
  element: HTMLElement,
  { height, onBrush, write }: HistogramOptions,
): uPlot {
  const read = (name: string): string => getComputedStyle(element).getPropertyValue(`--${name}`);
  const bars = uPlot.paths.bars?.({ size: [0.82, 28, 1], radius: 0.12 });
  const options: uPlot.Options = {
    ...{ width: element.clientWidth, height, padding: [6, 8, 0, 0] },
    legend: { show: false },
    cursor: { points: { show: false }, y: false, drag: { x: true, y: false, setScale: false } },
    // Half a bar more on either side.
    scales: {
      x: { range: (chart, min, max) => widen(chart, min, max) },
      y: { range: (_, _min, max) => [0, Math.max(max * 1.08, 1)] },
    },
    axes: drawAxes(read, write),
    series: [
      {},
      ...STACKED.map((outcome) => ({
        ...{ width: 0, points: { show: false }, ...(bars && { paths: bars }) },
        fill: () => read(OUTCOME_COLOURS[outcome]),
      })),
    ],
    hooks: { setSelect: [(chart) => readBrush(chart, onBrush)] },
  };
  return new uPlot(options, [[], ...STACKED.map(() => [])], element);
}

function drawAxes(read: (name: string) => string, write: HistogramOptions['write']): uPlot.Axis[] {
  const axis: uPlot.Axis = {
    ...{ stroke: () => read('soft'), font: '11px system-ui', ticks: { show: false } },
  };
  return [
    {
      ...{ ...axis, grid: { show: false }, size: 22, gap: 2 },
      values: (chart, splits) => label(chart, splits, write),
    },
    {
      ...{ ...axis, size: 44, gap: 4, space: 26, incrs: WHOLE_STEPS },
      grid: { stroke: () => read('line'), width: 1 },
      values: (_, splits) => splits.map((count) => (count === 0 ? '' : String(count))),
    },
  ];
}

function readBrush(chart: uPlot, onBrush: HistogramOptions['onBrush']): void {
  const { left, width } = chart.select;
  if (width < MIN_BRUSH_PX) return;
  const [from, to] = [chart.posToVal(left, 'x'), chart.posToVal(left + width, 'x')];
  chart.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
  onBrush(from * 1_000, to * 1_000);
}

function label(
  { scales }: uPlot,
  splits: readonly number[],
  write: HistogramOptions['write'],
): string[] {
  const spanMs = ((scales['x']?.max ?? 0) - (scales['x']?.min ?? 0)) * 1_000;
  return splits.map((seconds) => write(seconds * 1_000, spanMs));
}

function widen({ data }: uPlot, min: number, max: number): [number, number] {
  const half = ((data[0][1] ?? 1) - (data[0][0] ?? 0)) / 2;
  return [min - half, max + half];
}
