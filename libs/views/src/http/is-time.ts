import { isISO8601, ValidateBy } from 'class-validator';

const isStrict = (text: unknown): boolean => isISO8601(text, { strict: true });
const explain = (): string => '$property must be a time, as 2026-01-31T08:00:00Z';

/**
 * A time that can also be read: the forms alone allow weeks and leap seconds, which `Date` does not know.
 *
 * @param isForm what else it must be; by default a date or a time of ISO 8601.
 */
export function IsTime(isForm: (text: unknown) => boolean = isStrict): PropertyDecorator {
  const validate = (text: unknown): boolean =>
    typeof text === 'string' && isForm(text) && Number.isFinite(Date.parse(text));
  return ValidateBy({ name: 'isTime', validator: { validate, defaultMessage: explain } });
}
