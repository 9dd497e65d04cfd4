import { isBrokerHeader } from '../../headers/header-owner';

/** All headers of a message must fit 64 KiB; the other half is for ours and to spare. */
export const CARRIED_HEADERS_LIMIT_BYTES = 32 * 1_024;

const DEEPEST = 16;
const LONGEST_NAME_BYTES = 255;

/**
 * The headers of a message that go on with its copy: the publisher's and ours, as far as they can
 * be encoded again and fit into 32 KiB; what does not fit any more is left out.
 *
 * The broker's own are left out: kept, its death headers make it drop a message it takes for one in
 * a cycle. CC and BCC would send the copy elsewhere too (I6).
 */
export function carryHeaders(
  headers: Readonly<Record<string, unknown>> = {},
): Record<string, unknown> {
  let left = CARRIED_HEADERS_LIMIT_BYTES;
  const fits = ([name, value]: [string, unknown]): boolean => {
    if (isBrokerHeader(name)) return false;
    const size = sizeOfField(name, value, 1);
    if (size > left) return false;
    left -= size;
    return true;
  };
  return Object.fromEntries(Object.entries(headers).filter(fits));
}

/** Its bytes on the wire; infinite when it cannot be encoded. */
function sizeOfField(name: string, value: unknown, depth: number): number {
  const nameBytes = Buffer.byteLength(name);
  return nameBytes > LONGEST_NAME_BYTES ? Infinity : 1 + nameBytes + sizeOf(value, depth);
}

function sizeOf(value: unknown, depth: number): number {
  if (value === null) return 1;
  if (typeof value === 'string') return 5 + Buffer.byteLength(value);
  if (typeof value === 'boolean') return 2;
  if (typeof value === 'number') return isEncodable(value) ? 9 : Infinity;
  return typeof value === 'object' ? sizeOfObject(value, depth) : Infinity;
}

function sizeOfObject(value: object, depth: number): number {
  if (Buffer.isBuffer(value)) return 5 + value.length;
  if (depth > DEEPEST) return Infinity;
  if (Array.isArray(value)) {
    return value.reduce<number>((sum, each) => sum + sizeOf(each, depth + 1), 5);
  }
  if (Object.hasOwn(value, '!')) return sizeOfTyped(value as { '!': unknown; value?: unknown });
  return Object.entries(value).reduce(
    (sum, [name, each]) => sum + sizeOfField(name, each, depth + 1),
    5,
  );
}

/** amqplib's notation for a value whose type a JavaScript value cannot tell; it reads no others. */
function sizeOfTyped({ '!': type, value }: { '!': unknown; value?: unknown }): number {
  if (type === 'timestamp') return isCount(value) ? 9 : Infinity;
  if (type !== 'decimal') return Infinity;
  const { places, digits } = (value ?? {}) as { places?: unknown; digits?: unknown };
  return isCount(places) && places < 256 && isCount(digits) && digits < 2 ** 32 ? 6 : Infinity;
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

/** A large number is sent as a 64-bit integer, which not every double is. */
function isEncodable(value: number): boolean {
  if (!Number.isFinite(value)) return false;
  return (
    Math.abs(value) < 2 ** 50 ||
    value >= 2 ** 63 ||
    (Number.isInteger(value) && value >= -(2 ** 63))
  );
}
