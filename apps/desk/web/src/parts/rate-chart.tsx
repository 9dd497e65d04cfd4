import { useEffect, useRef } from 'react';
import type uPlot from 'uplot';

export interface RateChartProps {
  /** Seconds since 1970, ascending. */
  readonly times: readonly number[];
  readonly values: readonly number[];
  /** A name of our colours: `accent`, `good`, `bad`. */
  readonly colour: string;
  /** What it shows, for who does not see it. */
  readonly label: string;
  readonly height?: number;
}

/** A line over time without axes, of fixed height. The chart code is loaded when the first one is shown. */
export function RateChart({
  colour,
  height = 56,
  label,
  times,
  values,
}: RateChartProps): React.JSX.Element {
  const box = useRef<HTMLDivElement>(null);
  const chart = useRef<uPlot>(null);
  const data = useRef<uPlot.AlignedData>([[], []]);
  data.current = [[...times], [...values]];
  useEffect(() => {
    let isGone = false;
    const element = box.current;
    if (element === null) return;
    const observer = new ResizeObserver(() =>
      chart.current?.setSize({ width: element.clientWidth, height }),
    );
    void import('./draw-line').then(({ drawLine }) => {
      if (isGone) return;
      chart.current = drawLine(element, data.current, { colour, height });
      observer.observe(element);
    });
    return () => {
      isGone = true;
      observer.disconnect();
      chart.current?.destroy();
      chart.current = null;
    };
  }, [colour, height]);
  useEffect(() => {
    chart.current?.setData(data.current);
  }, [times, values]);
  return <div ref={box} role="img" aria-label={label} style={{ height, width: '100%' }} />;
}
