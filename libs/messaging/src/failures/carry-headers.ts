import { headers as names } from '@warren/model';
import { EncodedValue } from '../wire/encoded-value';
import { isBrokerHeader, isPublisherHeader } from '../messages/headers/header-owner';
import { MAX_COUNT } from '../messages/headers/read-count';
import type { PublisherHeaders } from '../messages/headers/read-headers';
import { showValue } from '../messages/headers/show-headers';

/** All headers of a message must fit 64 KiB; the other half is for ours and to spare. */
export const CARRIED_HEADERS_LIMIT_BYTES = 32 * 1_024;

/**
 * Values in them, those inside others counted: what is read has at most MAX_HEADER_FIELDS, and a copy has
 * our own headers besides, and the broker's record of each stage it waits in.
 */
const CARRIED_VALUES = 700;

const DEEPEST = 16;
const MAX_NAME_BYTES = 255;

/**
 * The headers of a message that its copy carries: the publisher's and ours, as far as they can
 * be encoded again and fit into 32 KiB and 700 values; others are left out, and a header says how many. Those of which
 * the AMQP bytes are given have exactly these.
 *
 * The broker's own are left out: kept, its death headers make it drop a message it takes for one in
 * a cycle. CC and BCC would send the copy elsewhere too (I6).
 *
 * @param leftOutBefore how many were left out of what this is a copy of.
 */
export function carryHeaders(
  headers: Readonly<Record<string, unknown>> = {},
  encodedHeaders: PublisherHeaders['encodedHeaders'] = {},
  leftOutBefore = 0,
  limitBytes = CARRIED_HEADERS_LIMIT_BYTES,
): Record<string, unknown> {
  let left = limitBytes;
  let valuesLeft = CARRIED_VALUES;
  let leftOut = leftOutBefore;
  const fits = ([name, value]: [string, unknown]): boolean => {
    if (isBrokerHeader(name) || name === names.headersLeftOut) return false;
    const size = sizeOfField(name, value, 1);
    const count = size <= left ? countValues(value) : 0;
    const hasRoom = size <= left && count <= valuesLeft;
    if (hasRoom) {
      left -= size;
      valuesLeft -= count;
    } else if (isPublisherHeader(name)) leftOut += 1;
    return hasRoom;
  };
  const encoded = Object.entries(encodedHeaders).map(([name, base64]): [string, unknown] => [
    name,
    new EncodedValue(Buffer.from(base64, 'base64')),
  ]);
  const all = { ...headers, ...Object.fromEntries(encoded) };
  const carried = Object.fromEntries(Object.entries(all).filter(fits));
  if (leftOut === 0) return carried;
  return { ...carried, [names.headersLeftOut]: Math.min(leftOut, MAX_COUNT) };
}

/** To be called of what can be encoded: that is not nested deeply. */
function countValues(value: unknown): number {
  if (typeof value !== 'object' || value === null || Buffer.isBuffer(value)) return 1;
  const shown = value instanceof EncodedValue ? showValue(value.bytes) : value;
  if (typeof shown !== 'object' || shown === null) return 1;
  return Object.values(shown).reduce<number>((sum, each) => sum + countValues(each), 1);
}

/** Its bytes on the wire; infinite when it cannot be encoded. */
function sizeOfField(name: string, value: unknown, depth: number): number {
  const nameBytes = Buffer.byteLength(name);
  return nameBytes > MAX_NAME_BYTES ? Infinity : 1 + nameBytes + sizeOf(value, depth);
}

function sizeOf(value: unknown, depth: number): number {
  if (value === null) return 1;
  if (typeof value === 'string') return 5 + Buffer.byteLength(value);
  if (typeof value === 'boolean') return 2;
  if (typeof value === 'number') return Number.isFinite(value) ? 9 : Infinity;
  return typeof value === 'object' ? sizeOfObject(value, depth) : Infinity;
}

function sizeOfObject(value: object, depth: number): number {
  if (value instanceof EncodedValue) {
    // A record is what any client may have written into the journal.
    return showValue(value.bytes) === undefined ? Infinity : value.bytes.length;
  }
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

/**
 * amqplib's notation for a value whose type a JavaScript value cannot express; it reads no others.
 */
function sizeOfTyped({ '!': type, value }: { '!': unknown; value?: unknown }): number {
  if (type === 'timestamp') return isCount(value) ? 9 : Infinity;
  if (type !== 'decimal') return Infinity;
  const { places, digits } = (value ?? {}) as { places?: unknown; digits?: unknown };
  return isCount(places) && places < 256 && isCount(digits) && digits < 2 ** 32 ? 6 : Infinity;
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
