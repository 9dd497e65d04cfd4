import { useMemo } from 'react';
import { usePreferences, type Preferences } from '../preferences/preferences';

const UNITS = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['min', 60_000],
  ['s', 1_000],
] as const;
const BYTE_UNITS = ['B', 'kB', 'MB', 'GB', 'TB'];
/** What is shown where something is not known. */
const UNKNOWN = '–';

/** Everything that is shown of numbers and times is written here. */
export interface Formats {
  readonly count: (value: number | undefined) => string;
  readonly rate: (perSecond: number | undefined) => string;
  readonly percent: (share: number) => string;
  readonly bytes: (value: number | undefined) => string;
  readonly duration: (ms: number | undefined) => string;
  /** Hours, minutes and seconds. */
  readonly clock: (time: string | number | undefined) => string;
  /** Hours and minutes, or the day where a day is all that there is room for. */
  readonly tick: (time: number, isDay: boolean) => string;
  /** Day and clock without the year, for lists. */
  readonly stamp: (time: string | number | undefined) => string;
  /** Day and clock, with the zone. */
  readonly moment: (time: string | number | undefined) => string;
  /** How long ago, or in how long. */
  readonly away: (time: string | number | undefined, nowMs?: number) => string;
}

export function createFormats({ language, zone }: Preferences): Formats {
  const locale = language === 'es' ? 'es-ES' : 'en-GB';
  const timeZone = zone === 'utc' ? { timeZone: 'UTC' } : {};
  const number = new Intl.NumberFormat(locale, {
    maximumFractionDigits: 0,
    useGrouping: 'always',
  } as never);
  const fine = new Intl.NumberFormat(locale, { maximumSignificantDigits: 3 });
  const share = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 });
  const clock = new Intl.DateTimeFormat(locale, {
    timeStyle: 'medium',
    hourCycle: 'h23',
    ...timeZone,
  });
  const moment = new Intl.DateTimeFormat(locale, {
    ...{ year: 'numeric', month: 'short', day: 'numeric', timeZoneName: 'short' },
    ...{ hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23', ...timeZone },
  });
  const minute = new Intl.DateTimeFormat(locale, {
    ...{ hour: '2-digit', minute: '2-digit', hourCycle: 'h23', ...timeZone },
  });
  const day = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', ...timeZone });
  const duration = (ms: number | undefined): string => writeDuration(ms, fine);
  return {
    count: (value) => (value === undefined ? UNKNOWN : number.format(value)),
    rate: (value) => (value === undefined ? UNKNOWN : `${fine.format(value)}/s`),
    percent: (value) => share.format(value),
    bytes: (value) => writeBytes(value, fine),
    duration,
    clock: (time) => writeTime(time, clock),
    tick: (time, isDay) => (isDay ? day : minute).format(time),
    moment: (time) => writeTime(time, moment),
    stamp: (time) => {
      const written = writeTime(time, clock);
      return written === UNKNOWN ? UNKNOWN : `${writeTime(time, day)}, ${written}`;
    },
    away: (time, nowMs = Date.now()) => {
      const ms = toMs(time);
      if (ms === undefined) return UNKNOWN;
      const span = duration(Math.abs(ms - nowMs));
      if (language === 'es') return ms > nowMs ? `en ${span}` : `hace ${span}`;
      return ms > nowMs ? `in ${span}` : `${span} ago`;
    },
  };
}

function toMs(time: string | number | undefined): number | undefined {
  const ms = typeof time === 'string' ? Date.parse(time) : time;
  // Records are written by any client: a time may be none.
  return ms !== undefined && Math.abs(ms) <= 8.64e15 ? ms : undefined;
}

function writeTime(time: string | number | undefined, format: Intl.DateTimeFormat): string {
  const ms = toMs(time);
  return ms === undefined ? UNKNOWN : format.format(ms);
}

/** Two units at most: `1 h 20 min`. */
function writeDuration(ms: number | undefined, fine: Intl.NumberFormat): string {
  if (ms === undefined || Number.isNaN(ms)) return UNKNOWN;
  if (ms < 1_000) return `${fine.format(ms)} ms`;
  if (ms < 60_000) return `${fine.format(ms / 1_000)} s`;
  const place = UNITS.findIndex(([, size]) => ms >= size);
  const [[unit, size], [smaller, smallSize] = ['s', 1_000]] = UNITS.slice(place, place + 2) as [
    (typeof UNITS)[number],
    (typeof UNITS)[number],
  ];
  const rest = Math.floor((ms % size) / smallSize);
  return `${fine.format(Math.floor(ms / size))} ${unit}${rest > 0 ? ` ${rest} ${smaller}` : ''}`;
}

function writeBytes(value: number | undefined, fine: Intl.NumberFormat): string {
  if (value === undefined) return UNKNOWN;
  const power =
    value < 1 ? 0 : Math.min(Math.floor(Math.log(value) / Math.log(1_000)), BYTE_UNITS.length - 1);
  return `${fine.format(value / 1_000 ** power)} ${BYTE_UNITS[power] ?? ''}`;
}

export function useFormats(): Formats {
  const preferences = usePreferences();
  return useMemo(() => createFormats(preferences), [preferences]);
}
