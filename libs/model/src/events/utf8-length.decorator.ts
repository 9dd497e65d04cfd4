import { ValidateBy } from 'class-validator';

/** Whether a text has `min` to `max` bytes in UTF-8. Half a surrogate pair has none there, so it is no text. */
export function isUtf8OfLength(value: unknown, min: number, max: number): value is string {
  if (typeof value !== 'string' || !value.isWellFormed()) return false;
  const bytes = Buffer.byteLength(value);
  return bytes >= min && bytes <= max;
}

/** Accepts a text that `isUtf8OfLength`. */
export function Utf8Length(min: number, max: number): PropertyDecorator {
  return ValidateBy({
    name: 'utf8Length',
    validator: {
      validate: (value) => isUtf8OfLength(value, min, max),
      defaultMessage: (args) =>
        `${args?.property} must be a text of ${min} to ${max} bytes of UTF-8`,
    },
  });
}
