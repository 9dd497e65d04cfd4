import { useEffect, useRef } from 'react';
import type uPlot from 'uplot';
import { useFormats } from '../format/formats';
import { usePreferences } from '../preferences/preferences';
import type { TimeLine } from './draw-lines';
import './parts.css';

interface TimeChartProps {
  /** Seconds since 1970, ascending. */
  readonly times: readonly number[];
  /** As many at each time. */
  readonly lines: readonly TimeLine[];
  readonly label: string;
  readonly write: (value: number) => string;
}

const HEIGHT = 140;

/** Lines over time with axes, of fixed height. The chart code is loaded when the first one is shown. */
export function TimeChart({ label, lines, times, write }: TimeChartProps): React.JSX.Element {
  const box = useRef<HTMLDivElement>(null);
  const chart = useRef<uPlot>(null);
  const newest = useRef({ lines, times, write });
  const { zone } = usePreferences();
  const { tick } = useFormats();
  const names = lines.map((line) => line.label).join();
  useEffect(() => {
    newest.current = { lines, times, write };
    chart.current?.setData(toData(times, lines));
  });
  useEffect(() => {
    const element = box.current;
    let isGone = false;
    void import('./draw-lines').then(({ drawLines }) => {
      if (isGone || element === null) return;
      const { lines: shown, times: at, write: words } = newest.current;
      chart.current = drawLines(element, toData(at, shown), {
        lines: shown,
        height: HEIGHT,
        write: words,
        zone,
        writeTime: tick,
      });
    });
    return () => {
      isGone = true;
      chart.current?.destroy();
      chart.current = null;
    };
  }, [names, tick, zone]);
  return (
    <div>
      <div ref={box} role="img" aria-label={label} style={{ height: HEIGHT }} />
      <div className="chart-legend">
        {lines.map((line) => (
          <span key={line.label}>
            <i style={{ background: `var(--${line.colour})` }} />
            {line.label}
          </span>
        ))}
      </div>
    </div>
  );
}

function toData(times: readonly number[], lines: readonly TimeLine[]): uPlot.AlignedData {
  return [[...times], ...lines.map(({ values }) => [...values])];
}
