import { useFormats } from '../format/formats';
import { TimeChart } from '../parts/time-chart';
import { useQueueSeries, type SeriesMetric, type Step } from './queues.queries';
import { useQueuesTexts } from './use-queues-texts';

interface QueueChartsProps {
  readonly queue: string;
  readonly step: Step;
}

const FLOW = [
  ['in', 'accent'],
  ['processed', 'good'],
  ['failed', 'warn'],
  ['dead', 'bad'],
] as const;

export function QueueCharts({ queue, step }: QueueChartsProps): React.JSX.Element {
  const texts = useQueuesTexts();
  return (
    <>
      <h2 className="queue-chart-title">{texts.charts.flow}</h2>
      <FlowChart queue={queue} step={step} />
      <h2 className="queue-chart-title">{texts.charts.wait}</h2>
      <SpanChart queue={queue} step={step} metric="wait" label={texts.charts.wait} />
      <h2 className="queue-chart-title">{texts.charts.run}</h2>
      <SpanChart queue={queue} step={step} metric="run" label={texts.charts.run} />
    </>
  );
}

function FlowChart({ queue, step }: QueueChartsProps): React.JSX.Element {
  const texts = useQueuesTexts();
  const { rate } = useFormats();
  const series = [
    useQueueSeries(queue, 'in', step).data,
    useQueueSeries(queue, 'processed', step).data,
    useQueueSeries(queue, 'failed', step).data,
    useQueueSeries(queue, 'dead', step).data,
  ];
  // Each is asked for by itself: one may have a step more.
  const points = Math.min(...series.map((each) => each?.points.length ?? 0));
  const seconds = (series[0]?.stepMs ?? 1_000) / 1_000;
  return (
    <TimeChart
      label={texts.charts.flow}
      times={(series[0]?.points ?? []).slice(0, points).map(({ at }) => Date.parse(at) / 1_000)}
      lines={FLOW.map(([metric, colour], n) => ({
        ...{ label: texts.lines[metric], colour },
        values: (series[n]?.points ?? []).slice(0, points).map(({ count }) => count / seconds),
      }))}
      write={rate}
    />
  );
}

interface SpanChartProps extends QueueChartsProps {
  readonly metric: SeriesMetric;
  readonly label: string;
}

function SpanChart({ label, metric, queue, step }: SpanChartProps): React.JSX.Element {
  const { lines } = useQueuesTexts();
  const { duration } = useFormats();
  const points = useQueueSeries(queue, metric, step).data?.points ?? [];
  return (
    <TimeChart
      label={label}
      times={points.map(({ at }) => Date.parse(at) / 1_000)}
      lines={[
        { label: lines.p50, colour: 'accent', values: points.map(({ p50Ms }) => p50Ms ?? null) },
        { label: lines.p95, colour: 'warn', values: points.map(({ p95Ms }) => p95Ms ?? null) },
      ]}
      write={duration}
    />
  );
}
