import { applyDecorators } from '@nestjs/common';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { topology } from '@warren/contracts';
import { isRFC3339, ValidateBy } from 'class-validator';

const MAX_MS = topology.schedule.longestMs;
const LONGEST = `${MAX_MS / 86_400_000} days`;

/** When an event is to be delivered, as a client may say it: one of the two. */
export interface DeliveryTime {
  readonly deliverAfter?: number | null;
  readonly deliverAt?: string | null;
}

/** The time as a date, counted from `now` where it is a wait; undefined: at once. */
export function readDeliveryTime(
  { deliverAfter, deliverAt }: DeliveryTime,
  now: number,
): Date | undefined {
  if (typeof deliverAfter === 'number') return new Date(now + deliverAfter);
  return typeof deliverAt === 'string' ? new Date(deliverAt) : undefined;
}

/** Why this is no time to deliver at, or `undefined` when it is one. */
function findTimeFault(time: unknown, now: number): string | undefined {
  if (!isRFC3339(time) || !isOnCalendar(time)) {
    return 'deliverAt must be a time as in RFC 3339, for instance 2026-07-01T08:00:00Z';
  }
  return Date.parse(time) - now > MAX_MS ? `deliverAt must be at most ${LONGEST} ahead` : undefined;
}

/** JavaScript takes the 30th of February for the 2nd of March. */
function isOnCalendar(time: unknown): time is string {
  const [, year, month, day, hour] = /^(\d{4})-(\d\d)-(\d\d).(\d\d)/.exec(String(time)) ?? [];
  const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  return (
    date.getUTCDate() === Number(day) &&
    Number(hour) < 24 &&
    !Number.isNaN(Date.parse(String(time)))
  );
}

/** Accepts `deliverAfter`: whole milliseconds, and no `deliverAt` beside it. */
export function IsDeliveryWait(): PropertyDecorator {
  const isAlone = (object: object | undefined): boolean =>
    (((object ?? {}) as DeliveryTime).deliverAt ?? undefined) === undefined;
  return applyDecorators(
    ApiPropertyOptional({
      description: `Deliver the event so much later, in whole milliseconds, up to ${LONGEST}.`,
      type: 'integer',
      minimum: 0,
      maximum: MAX_MS,
      example: 60_000,
    }),
    ValidateBy({
      name: 'isDeliveryWait',
      validator: {
        validate: (value, args) =>
          Number.isSafeInteger(value) &&
          (value as number) >= 0 &&
          (value as number) <= MAX_MS &&
          isAlone(args?.object),
        defaultMessage: (args) =>
          isAlone(args?.object)
            ? `deliverAfter must be whole milliseconds from 0 to ${MAX_MS}`
            : 'only one of deliverAfter and deliverAt can be given',
      },
    }),
  );
}

/** Accepts `deliverAt`: a time of RFC 3339; one that has passed is at once. */
export function IsDeliveryTime(): PropertyDecorator {
  return applyDecorators(
    ApiPropertyOptional({
      description:
        `Deliver the event at this time, up to ${LONGEST} ahead, to whichever queues its exchange ` +
        'chooses then. A time that has passed is at once.',
      format: 'date-time',
      example: '2026-07-01T08:00:00Z',
    }),
    ValidateBy({
      name: 'isDeliveryTime',
      validator: {
        validate: (value) => findTimeFault(value, Date.now()) === undefined,
        defaultMessage: (args) =>
          findTimeFault(args?.value, Date.now()) ?? 'deliverAt is not valid',
      },
    }),
  );
}
