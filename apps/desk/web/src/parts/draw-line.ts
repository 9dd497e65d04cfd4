import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';

/** Draws a filled line. Its colours follow the theme: they are read each time it is drawn. */
export function drawLine(
  element: HTMLElement,
  data: uPlot.AlignedData,
  { colour, height }: { colour: string; height: number },
): uPlot {
  const read = (): string => getComputedStyle(element).getPropertyValue(`--${colour}`);
  const options: uPlot.Options = {
    ...{ width: element.clientWidth, height, padding: [4, 0, 2, 0] },
    legend: { show: false },
    cursor: { show: false },
    axes: [{ show: false }, { show: false }],
    // A quiet system is a line at the bottom, not in the middle.
    scales: { y: { range: (_, _min, max) => [0, Math.max(max * 1.1, 0.1)] } },
    series: [
      {},
      {
        width: 1.6,
        points: { show: false },
        stroke: read,
        fill: () => `color-mix(in srgb, ${read()} 14%, transparent)`,
      },
    ],
  };
  return new uPlot(options, data, element);
}
