import type { Dto } from '../api/client';
import type { Zone } from '../preferences/preferences';

type Hour = Dto<'ScheduledHourDto'>;

/** A day of the calendar. */
export interface Day {
  /** As `2026-01-31`. */
  readonly name: string;
  /** A moment of it, in milliseconds since 1970. */
  readonly at: number;
  readonly messages: number;
  /** Those with deliveries, the first first. */
  readonly hours: readonly Hour[];
}

const DAY_MS = 86_400_000;
/** As far as the schedule reaches. */
const DAYS = 31;

/** The days from today on, with what is due in each by the clock of this place or UTC. */
export function listDays(hours: readonly Hour[], zone: Zone, nowMs: number): Day[] {
  return Array.from({ length: DAYS }, (_, place) => {
    const at = noonOf(nowMs, zone) + place * DAY_MS;
    const name = nameOf(at, zone);
    const due = hours.filter(({ hour }) => nameOf(Date.parse(hour), zone) === name);
    return { name, at, hours: due, messages: due.reduce((sum, each) => sum + each.messages, 0) };
  });
}

/** From noon to noon a change of the clocks skips no day. */
function noonOf(ms: number, zone: Zone): number {
  const date = new Date(ms);
  return zone === 'utc' ? date.setUTCHours(12, 0, 0, 0) : date.setHours(12, 0, 0, 0);
}

function nameOf(ms: number, zone: Zone): string {
  const shift = zone === 'utc' ? 0 : new Date(ms).getTimezoneOffset() * 60_000;
  return new Date(ms - shift).toISOString().slice(0, 10);
}
