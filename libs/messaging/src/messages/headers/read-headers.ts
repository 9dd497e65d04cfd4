import { headers as names } from '@warren/model';
import type { ConsumeMessage } from 'amqplib';
import { receivedBytes } from '../../wire/guard-properties';
import { endOfText, endOfValue, findHeaders } from '../../wire/property-bytes';
import { tagOfNumber } from '../../wire/put-table';
import { isPublisherHeader, type HeaderValue } from './header-owner';
import { MAX_COUNT, countOr } from './read-count';

/** The headers of a publisher, without the broker's and Warren's. */
export interface PublisherHeaders {
  /** Texts, numbers and booleans. A number that JavaScript would change is not among them. */
  readonly headers: Readonly<Record<string, HeaderValue>>;
  /**
   * The value of each header that its JavaScript value would not restore to the byte: its AMQP
   * bytes in base64, the tag of its type first. Absent when there is none.
   */
  readonly encodedHeaders?: Readonly<Record<string, string>>;
  /** How many are missing, since a copy could not have them. Absent when none is. */
  readonly headersLeftOut?: number;
}

/** What most clients put in place of bytes that are no UTF-8. */
const REPLACEMENT = '\uFFFD';
/** No object has a field of that name, and no record may have one. */
const UNKEPT = Buffer.from('__proto__');
const LONGS: readonly (number | undefined)[] = ['l', 'L'].map((tag) => tag.charCodeAt(0));

/** Reads the publisher's headers of a message that any client may have sent. Never throws. */
export function readHeaders(properties: ConsumeMessage['properties']): PublisherHeaders {
  const read: Record<string, unknown> = properties.headers ?? {};
  const headers: Record<string, HeaderValue> = {};
  let isExact = true;
  for (const name of Object.keys(read)) {
    if (!isPublisherHeader(name)) continue;
    const value = read[name];
    const type = typeof value;
    if (type === 'string' || type === 'number' || type === 'boolean') {
      headers[name] = value as HeaderValue;
    }
    if (type !== 'boolean' && !isExactText(value)) isExact = false;
  }
  const bytes = receivedBytes(properties);
  const mustLook = bytes && (!isExact || bytes.includes(UNKEPT));
  const { encoded, unkept } = mustLook ? encodeInexact(bytes, read, headers) : NOTHING_INEXACT;
  const headersLeftOut = Math.min(countOr(read[names.headersLeftOut], 0) + unkept, MAX_COUNT);
  return {
    headers,
    ...(Object.keys(encoded).length > 0 && { encodedHeaders: encoded }),
    ...(headersLeftOut > 0 && { headersLeftOut }),
  };
}

const NOTHING_INEXACT = { encoded: {}, unkept: 0 };

/** Takes out of `headers` the numbers that are not those which were sent. */
function encodeInexact(
  section: Buffer,
  read: Readonly<Record<string, unknown>>,
  headers: Record<string, HeaderValue>,
): { encoded: Record<string, string>; unkept: number } {
  const encoded: Record<string, string> = {};
  let unkept = 0;
  const { end, start } = findHeaders(section) ?? { start: 0, end: 0 };
  for (let at = start; at < end;) {
    const valueAt = endOfText(section, at, end);
    const name = section.toString('utf8', at + 1, valueAt);
    at = endOfValue(section, valueAt, end);
    if (name === '__proto__') unkept += 1;
    if (!isPublisherHeader(name) || name === '__proto__') continue;
    const value = read[name];
    const tag = section[valueAt];
    if (isRestored(value, tag)) continue;
    encoded[name] = section.toString('base64', valueAt, at);
    if (LONGS.includes(tag) && !Number.isSafeInteger(value)) delete headers[name];
  }
  return { encoded, unkept };
}

/** Whether this value is written as it was, of this type. */
function isRestored(value: unknown, tag: number | undefined): boolean {
  if (typeof value !== 'number') return typeof value === 'boolean' || isExactText(value);
  return tagOfNumber(value) === tag && (!LONGS.includes(tag) || Number.isSafeInteger(value));
}

function isExactText(value: unknown): boolean {
  return typeof value === 'string' && !value.includes(REPLACEMENT);
}
