/** Something of a lane: from and to are the same for what has no length. */
export interface Span {
  readonly fromMs: number;
  readonly toMs: number;
  /** Work is done in it, so its length is to be seen. */
  readonly isBusy: boolean;
}

export interface TimeScale {
  /** The moments at which anything begins or ends. */
  readonly moments: readonly number[];
  /** From 0 to 1, for one of the moments. */
  readonly placeOf: (ms: number) => number;
  /** How wide all of it is. */
  readonly units: number;
}

/** Wide enough to write how long the wait is. */
const MAX_WAIT_UNITS = 2.2;
const MIN_UNITS = 0.6;

/** The longer the wider, but an hour is not a thousand times as wide as a second. */
const unitsOf = (ms: number): number => MIN_UNITS + Math.log10(1 + ms);

/** One axis for all lanes, on which waits take little room however long they are. */
export function collapseWaits(spans: readonly Span[]): TimeScale {
  const moments = [...new Set(spans.flatMap(({ fromMs, toMs }) => [fromMs, toMs]))].sort(
    (one, other) => one - other,
  );
  const busy = spans.filter(({ isBusy }) => isBusy);
  const ends = [0];
  for (const [n, to] of moments.slice(1).entries()) {
    const from = moments[n] ?? to;
    const isBusy = busy.some((span) => span.fromMs <= from && span.toMs >= to);
    const width = unitsOf(to - from);
    ends.push((ends[n] ?? 0) + (isBusy ? width : Math.min(width, MAX_WAIT_UNITS)));
  }
  const units = ends.at(-1) ?? 0;
  const places = new Map(moments.map((ms, n) => [ms, units === 0 ? 0 : (ends[n] ?? 0) / units]));
  return { moments, units, placeOf: (ms) => places.get(ms) ?? 0 };
}
