import { useFormats } from '../format/formats';
import { RateChart } from '../parts/rate-chart';
import { useRateSeries, type Metric } from './now.queries';
import { useLiveRates } from './use-live-rates';
import { useNowTexts } from './use-now-texts';

const TILES = [
  { metric: 'in', colour: 'accent' },
  { metric: 'processed', colour: 'good' },
  { metric: 'failed', colour: 'bad' },
] as const;

/** In, done and failed: the rate of the last seconds, and the last hour. */
export function Rates(): React.JSX.Element {
  const live = useLiveRates();
  return (
    <div className="now-rates">
      {TILES.map((tile) => (
        <RateTile key={tile.metric} {...tile} perSecond={live[tile.metric]} />
      ))}
    </div>
  );
}

interface RateTileProps {
  readonly metric: Metric;
  readonly colour: string;
  readonly perSecond: number | undefined;
}

function RateTile({ colour, metric, perSecond }: RateTileProps): React.JSX.Element {
  const texts = useNowTexts();
  const { rate } = useFormats();
  const { data } = useRateSeries(metric);
  // The last step is not over yet, so it would always fall.
  const points = data?.points.slice(0, -1) ?? [];
  const seconds = (data?.stepMs ?? 10_000) / 1_000;
  const latest = points.at(-1);
  const shown = perSecond ?? (latest && latest.count / seconds);
  return (
    <section className="card now-rate">
      <h2>{texts.metric[metric]}</h2>
      <strong>{rate(shown)}</strong>
      <RateChart
        times={points.map(({ at }) => Date.parse(at) / 1_000)}
        values={points.map(({ count }) => count / seconds)}
        colour={colour}
        label={texts.chart(texts.metric[metric])}
      />
      <small className="soft">{texts.lastHour}</small>
    </section>
  );
}
