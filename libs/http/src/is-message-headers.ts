import { HEADER_PREFIX, isUtf8OfLength } from '@warren/model';
import { ValidateBy, type ValidationOptions } from 'class-validator';

const MAX_HEADERS = 16;
const MAX_KEY_LENGTH = 64;
const MAX_VALUE_BYTES = 256;
/** The broker acts on `x-*`, CC and BCC; `__*` is kept from prototypes; the others are ours. */
const RESERVED = new RegExp(`^(x-|__|${HEADER_PREFIX})|^(b?cc|traceparent)$`, 'i');

/** Why these headers may not be sent, or `undefined` when they may. */
export function findHeaderFault(headers: unknown): string | undefined {
  if (headers === null || typeof headers !== 'object' || Array.isArray(headers)) {
    return 'headers must be an object';
  }
  const entries = Object.entries(headers);
  if (entries.length > MAX_HEADERS) return `headers may have at most ${MAX_HEADERS} entries`;
  for (const [key, value] of entries) {
    if (key === '' || key.length > MAX_KEY_LENGTH || !/^[\x21-\x7e]+$/.test(key)) {
      return `header names are 1 to ${MAX_KEY_LENGTH} printable characters without spaces`;
    }
    if (RESERVED.test(key)) return `header '${key}' is reserved`;
    if (!isScalar(value)) {
      return `header '${key}' must be a text of at most ${MAX_VALUE_BYTES} bytes of UTF-8, a whole number or a boolean`;
    }
  }
  return undefined;
}

function isScalar(value: unknown): boolean {
  if (typeof value === 'string') return isUtf8OfLength(value, 0, MAX_VALUE_BYTES);
  return typeof value === 'boolean' || Number.isSafeInteger(value);
}

/** Accepts headers that may travel as AMQP headers: few, small, scalar, none that the broker obeys. */
export function IsMessageHeaders(options?: ValidationOptions): PropertyDecorator {
  return ValidateBy(
    {
      name: 'isMessageHeaders',
      validator: {
        validate: (value) => findHeaderFault(value) === undefined,
        defaultMessage: (args) => findHeaderFault(args?.value) ?? 'headers are not valid',
      },
    },
    options,
  );
}
