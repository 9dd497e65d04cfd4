import { ValidateBy, type ValidationOptions } from 'class-validator';

/** Accepts a text of `min` to `max` bytes of UTF-8. Half a surrogate pair has no bytes there, so it is no text. */
export function Utf8Length(
  min: number,
  max: number,
  options?: ValidationOptions,
): PropertyDecorator {
  return ValidateBy(
    {
      name: 'utf8Length',
      validator: {
        validate: (value) => {
          if (typeof value !== 'string' || !value.isWellFormed()) return false;
          const bytes = Buffer.byteLength(value);
          return bytes >= min && bytes <= max;
        },
        defaultMessage: (args) =>
          `${args?.property} must be a text of ${min} to ${max} bytes of UTF-8`,
      },
    },
    options,
  );
}
