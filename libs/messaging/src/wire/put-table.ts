import { EncodedValue } from './encoded-value';
import type { ByteWriter } from './byte-writer';

/** The tags of field values as RabbitMQ reads them (its errata of AMQP 0-9-1, "Field types"). */
const tag = {
  boolean: 0x74, // t
  byte: 0x62, // b
  short: 0x73, // s
  int: 0x49, // I
  long: 0x6c, // l
  double: 0x64, // d
  decimal: 0x44, // D
  text: 0x53, // S
  bytes: 0x78, // x
  list: 0x41, // A
  timestamp: 0x54, // T
  table: 0x46, // F
  nothing: 0x56, // V
} as const;

/** A value of a type that JavaScript has not, as amqplib reads it. It reads no others. */
type TypedValue =
  | { readonly '!': 'timestamp'; readonly value: number | bigint }
  | {
      readonly '!': 'decimal';
      readonly value: { readonly places: number; readonly digits: number };
    };

/**
 * Puts a field table: its properties but those that are `undefined`, in their order.
 *
 * Values are encoded as amqplib encodes them, so that a message that came through it can be sent on
 * as it is: a whole number in the smallest signed type that holds it, any other as a double (also
 * those that amqplib refuses, with a fraction above 2^50 or below -2^63; but no infinite one, nor NaN:
 * RabbitMQ cannot read them), `{ '!': 'timestamp' | 'decimal', value }` as that type. An EncodedValue
 * is put as it is.
 *
 * @throws TypeError or RangeError when AMQP has no such value, or a name has more than 255 bytes.
 */
export function putTable(out: ByteWriter, table: object): void {
  const at = out.position;
  out.putLong(0);
  for (const name in table) {
    const value = (table as Record<string, unknown>)[name];
    if (value === undefined) continue;
    out.putShortString(name);
    putValue(out, value);
  }
  out.setLength(at);
}

function putValue(out: ByteWriter, value: unknown): void {
  switch (typeof value) {
    case 'string':
      out.putOctet(tag.text);
      return out.putLongString(value);
    case 'number':
      return putNumber(out, value);
    case 'boolean':
      out.putOctet(tag.boolean);
      return out.putOctet(value ? 1 : 0);
    case 'object':
      return putObject(out, value);
    case 'bigint':
    case 'function':
    case 'symbol':
    case 'undefined':
      throw new TypeError(`AMQP headers cannot carry a ${typeof value}`);
  }
}

function putNumber(out: ByteWriter, value: number): void {
  // The broker reads no such double, and closes the connection.
  if (!Number.isFinite(value)) throw new RangeError(`AMQP headers cannot carry ${value}`);
  const type = tagOfNumber(value);
  out.putOctet(type);
  if (type === tag.double) return out.putDouble(value);
  if (type === tag.byte) return out.putOctet(value);
  if (type === tag.short) return out.putShort(value);
  if (type === tag.int) return out.putLong(value);
  if (value >= 0) out.putLongLong(value);
  else out.putSignedLongLong(BigInt(value));
}

/** The type that a number is sent as. */
export function tagOfNumber(value: number): number {
  if (!Number.isInteger(value) || value >= 2 ** 63 || value < -(2 ** 63)) return tag.double;
  if (value < 2 ** 7 && value >= -(2 ** 7)) return tag.byte;
  if (value < 2 ** 15 && value >= -(2 ** 15)) return tag.short;
  return value < 2 ** 31 && value >= -(2 ** 31) ? tag.int : tag.long;
}

function putObject(out: ByteWriter, value: object | null): void {
  if (value === null) return out.putOctet(tag.nothing);
  if (value instanceof EncodedValue) return out.putBytes(value.bytes);
  if (Object.hasOwn(value, '!')) return putTyped(out, value as TypedValue);
  if (Array.isArray(value)) {
    out.putOctet(tag.list);
    const at = out.position;
    out.putLong(0);
    for (const each of value as unknown[]) putValue(out, each);
    return out.setLength(at);
  }
  if (Buffer.isBuffer(value)) {
    out.putOctet(tag.bytes);
    out.putLong(value.length);
    return out.putBytes(value);
  }
  out.putOctet(tag.table);
  putTable(out, value);
}

function putTyped(out: ByteWriter, typed: TypedValue): void {
  switch (typed['!']) {
    case 'timestamp':
      out.putOctet(tag.timestamp);
      return out.putLongLong(typed.value);
    case 'decimal': {
      const { places, digits } = typed.value;
      if (!isBelow(2 ** 8, places) || !isBelow(2 ** 32, digits)) {
        throw new RangeError('a decimal has up to 255 places and digits of 32 bits');
      }
      out.putOctet(tag.decimal);
      out.putOctet(places);
      return out.putLong(digits);
    }
    default:
      throw new TypeError(`AMQP headers of the type ${String(typed['!'])} are not sent`);
  }
}

function isBelow(limit: number, value: number): boolean {
  return Number.isInteger(value) && value >= 0 && value < limit;
}
