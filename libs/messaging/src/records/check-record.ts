import secureJson from 'secure-json-parse';
import { readTime } from '../messages/headers/read-time';
import type { JournalLine } from './claim-record';
import { MAX_RECORD_BYTES } from './record-limits';
import { fits, isObject, type Fields } from './record-checks';
import { KINDS } from './record-shapes';
import { isWithinRecordBounds, RECORD_VERSION } from './write-record';

/** Every field that any kind has. */
const KNOWN: ReadonlySet<string> = new Set(Object.values(KINDS).flatMap(Object.keys));

const TIMES = [
  'at',
  'startedAt',
  'publishedAt',
  'firstFailedAt',
  'deliverAt',
  'relayedAt',
  'againAt',
];

/**
 * The record in a line of an entry of the stream. Undefined when there is none that this version
 * knows: a mark, one of a later version, what another client wrote there, or one beyond the bounds
 * of records. A field that only other kinds have is dropped, one that no kind has is kept. Never throws.
 */
export function checkRecord(text: string): JournalLine | undefined {
  const fields = parse(text);
  if (fields === undefined || fields['v'] !== RECORD_VERSION) return undefined;
  const kind = fields['kind'];
  if (typeof kind !== 'string' || !Object.hasOwn(KINDS, kind)) return undefined;
  const checks = KINDS[kind as JournalLine['kind']];
  if (!fits(fields, checks)) return undefined;
  delete fields['v'];
  if (!readTimes(fields)) return undefined;
  if (checks['delivery'] && !readTimes(fields['delivery'] as Fields)) return undefined;
  // They are not checked, and readers distinguish kinds by their fields.
  for (const name in fields) {
    if (KNOWN.has(name) && !Object.hasOwn(checks, name)) delete fields[name];
  }
  return fields as unknown as JournalLine;
}

/** More than any mark has. */
const MAX_MARK_BYTES = 512;

/** The mark in the bytes of an entry, if it is one. Never throws. */
export function readMark(body: Buffer): string | undefined {
  if (body.length > MAX_MARK_BYTES) return undefined;
  const mark = parse(body.toString())?.['mark'];
  return typeof mark === 'string' ? mark : undefined;
}

function parse(text: string): Fields | undefined {
  if (text.length > MAX_RECORD_BYTES || !isWithinRecordBounds(text)) return undefined;
  try {
    const value: unknown = secureJson.parse(text);
    return isObject(value) ? (value as Fields) : undefined;
  } catch {
    return undefined;
  }
}

/** Makes dates of the times; false when one of them is none. */
function readTimes(fields: Fields): boolean {
  for (const name of TIMES) {
    const text = fields[name];
    if (text === undefined) continue;
    const time = readTime(typeof text === 'string' ? Date.parse(text) : NaN);
    // A publisher's time beyond the year 9999, which records of earlier versions can have, is none.
    if (time === undefined && name !== 'publishedAt') return false;
    fields[name] = time;
  }
  const { deferred } = fields;
  return deferred === undefined || (isObject(deferred) && readTimes(deferred as Fields));
}
