import { isUtf8 } from 'node:buffer';
import { headers as names } from '@warren/model';
import { isHeaderValue } from '../../wire/check-properties';
import type { PublisherHeaders } from './read-headers';

/** The value of a header in Warren's JSON notation (docs/headers.md). */
export type ShownHeader =
  | string
  | number
  | boolean
  | null
  | readonly ShownHeader[]
  | { readonly [name: string]: ShownHeader };

/**
 * A publisher's headers in Warren's JSON notation, no number changed into another. Where some are missing
 * Warren's own header says how many. Pure.
 */
export function showHeaders({
  encodedHeaders,
  headers,
  headersLeftOut,
}: PublisherHeaders): Readonly<Record<string, ShownHeader>> {
  if (encodedHeaders === undefined && headersLeftOut === undefined) return headers;
  const shown: Record<string, ShownHeader> = {
    ...headers,
    ...(headersLeftOut !== undefined && { [names.headersLeftOut]: headersLeftOut }),
  };
  for (const [name, base64] of Object.entries(encodedHeaders ?? {})) {
    const value = showValue(Buffer.from(base64, 'base64'));
    if (value !== undefined) shown[name] = value;
  }
  return shown;
}

/** The value of a header in that notation; undefined when RabbitMQ takes no such bytes. */
export function showValue(bytes: Buffer): ShownHeader | undefined {
  if (!isHeaderValue(bytes)) return undefined;
  const reader = new ValueReader(bytes);
  const value = reader.readValue();
  return reader.isFinite ? value : undefined;
}

/** Reads values whose types and lengths have been checked. */
class ValueReader {
  private at = 0;
  /** Whether all floating-point numbers are: RabbitMQ takes no others. */
  isFinite = true;

  constructor(private readonly bytes: Buffer) {}

  readValue(): ShownHeader {
    const tag = String.fromCharCode(this.bytes.readUInt8(this.move(1)));
    switch (tag) {
      case 'V':
        return null;
      case 't':
        return this.bytes[this.move(1)] !== 0;
      case 'S': {
        const text = this.readBytes();
        return isUtf8(text) ? text.toString() : { '!': 'text', base64: text.toString('base64') };
      }
      case 'x':
        return { '!': 'bytes', base64: this.readBytes().toString('base64') };
      case 'A':
        return this.readAll(() => this.readValue());
      case 'F':
        return showTable(
          this.readAll((): [string, ShownHeader] => [this.readName(), this.readValue()]),
        );
      default:
        return this.readNumber(tag);
    }
  }

  private readNumber(tag: string): ShownHeader {
    const { bytes } = this;
    if (tag === 'b') return bytes.readInt8(this.move(1));
    if (tag === 'B') return bytes.readUInt8(this.move(1));
    if (tag === 's') return bytes.readInt16BE(this.move(2));
    if (tag === 'u') return bytes.readUInt16BE(this.move(2));
    if (tag === 'I') return bytes.readInt32BE(this.move(4));
    if (tag === 'i') return bytes.readUInt32BE(this.move(4));
    if (tag === 'f') return this.showFloat('float', bytes.readFloatBE(this.move(4)));
    if (tag === 'd') return this.showFloat('double', bytes.readDoubleBE(this.move(8)));
    if (tag === 'T') {
      return { '!': 'timestamp', value: showInteger(bytes.readBigUInt64BE(this.move(8))) };
    }
    if (tag === 'D') {
      const places = bytes.readUInt8(this.move(1));
      return { '!': 'decimal', value: showDecimal(places, bytes.readInt32BE(this.move(4))) };
    }
    const value = showInteger(bytes.readBigInt64BE(this.move(8)));
    return typeof value === 'number' ? value : { '!': 'long', value };
  }

  private showFloat(type: string, value: number): ShownHeader {
    this.isFinite &&= Number.isFinite(value);
    return Object.is(value, -0) ? { '!': type, value: '-0' } : value;
  }

  private readBytes(): Buffer {
    const length = this.bytes.readUInt32BE(this.move(4));
    const start = this.move(length);
    return this.bytes.subarray(start, this.at);
  }

  private readName(): string {
    const length = this.bytes.readUInt8(this.move(1));
    const start = this.move(length);
    return this.bytes.toString('utf8', start, this.at);
  }

  private readAll<T>(read: () => T): T[] {
    const length = this.bytes.readUInt32BE(this.move(4));
    const end = this.at + length;
    const all: T[] = [];
    while (this.at < end) all.push(read());
    return all;
  }

  /** Skips this many bytes; returns where they begin. */
  private move(count: number): number {
    this.at += count;
    return this.at - count;
  }
}

/** An object, or a list of pairs where an object would say something else. */
function showTable(fields: readonly (readonly [string, ShownHeader])[]): ShownHeader {
  const names = new Set(fields.map(([name]) => name));
  if (names.size < fields.length || names.has('!')) return { '!': 'table', value: fields };
  return Object.fromEntries(fields);
}

/** In digits where a JSON number would be another one to most readers. */
function showInteger(value: bigint): number | string {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : String(value);
}

function showDecimal(places: number, digits: number): string {
  const text = String(Math.abs(digits)).padStart(places + 1, '0');
  const point = text.length - places;
  const fraction = places > 0 ? `.${text.slice(point)}` : '';
  return `${digits < 0 ? '-' : ''}${text.slice(0, point)}${fraction}`;
}
