import { useEffect, useRef } from 'react';
import type uPlot from 'uplot';
import type { Dto } from '../../api/client';
import { useFormats } from '../../format/formats';
import { useQueryState } from '../../page/use-query-state';
import { useHistogram } from '../messages.queries';
import type { MessageFilters } from './read-filters';
import { stackBars } from './stack-bars';
import { useMessagesTexts } from '../use-messages-texts';

const HEIGHT = 92;

/** When the messages were recorded; dragging over a time shows that time alone. */
export function Histogram({ filters }: { filters: MessageFilters }): React.JSX.Element {
  const texts = useMessagesTexts();
  const { clock, tick } = useFormats();
  const { data } = useHistogram(filters);
  const [, change] = useQueryState();
  const box = useRef<HTMLDivElement>(null);
  const chart = useRef<uPlot>(null);
  const newest = useRef<Dto<'HistogramDto'>>(undefined);
  newest.current = data;
  useEffect(() => {
    let isGone = false;
    const element = box.current;
    if (element === null) return;
    const observer = new ResizeObserver(() =>
      chart.current?.setSize({ width: element.clientWidth, height: HEIGHT }),
    );
    void import('./draw-histogram').then(({ drawHistogram }) => {
      if (isGone) return;
      chart.current = drawHistogram(element, {
        height: HEIGHT,
        write: (ms, spanMs) => (spanMs > 2 * 86_400_000 ? tick(ms, true) : clock(ms)),
        onBrush: (from, to) => change({ from: asText(from), to: asText(to) }, { push: true }),
      });
      chart.current.setData(stackBars(newest.current));
      observer.observe(element);
    });
    return () => {
      isGone = true;
      observer.disconnect();
      chart.current?.destroy();
      chart.current = null;
    };
  }, [change, clock, tick]);
  useEffect(() => {
    chart.current?.setData(stackBars(data));
  }, [data]);
  return (
    <div
      ref={box}
      className="messages-histogram"
      role="img"
      aria-label={texts.histogram}
      title={texts.brush}
      style={{ height: HEIGHT }}
    />
  );
}

const asText = (ms: number): string => new Date(Math.round(ms)).toISOString();
