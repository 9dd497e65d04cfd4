import type { RetainedStream } from '@warren/model';

const UNITS_MS = {
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  D: 86_400_000,
  M: 30 * 86_400_000,
  Y: 365 * 86_400_000,
};

/** How far from the end of a stream an entry may be and still be kept for certain. */
export interface RetentionLimits {
  readonly ageMs: number;
  readonly bytes: number;
}

/** What the broker certainly keeps of a stream: it drops whole segments, so one of them counts off. Pure. */
export function limitsOf({
  maxAge,
  maxBytes,
  segmentBytes,
}: Pick<RetainedStream, 'maxAge' | 'maxBytes' | 'segmentBytes'>): RetentionLimits {
  const unit = maxAge.at(-1) as keyof typeof UNITS_MS;
  return {
    ageMs: Number.parseInt(maxAge, 10) * UNITS_MS[unit],
    bytes: Math.max(maxBytes - segmentBytes, maxBytes / 4),
  };
}
