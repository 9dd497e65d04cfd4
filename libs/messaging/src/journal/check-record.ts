import secureJson from 'secure-json-parse';
import { readTime } from '../headers/read-time';
import type { JournalLine } from './claim-record';
import { isWithinRecordBounds, RECORD_VERSION } from './write-record';

type Fields = Record<string, unknown>;
type Check = (value: unknown) => boolean;

/** As long as a name or an id may be in AMQP; views are keyed by them. */
const MAX_NAME_CHARS = 255;

const isText: Check = (value) => typeof value === 'string';
const isName: Check = (value) => typeof value === 'string' && value.length <= MAX_NAME_CHARS;
const isCount: Check = (value) => Number.isSafeInteger(value) && (value as number) >= 0;
const isFlag: Check = (value) => typeof value === 'boolean';
const isObject: Check = (value) =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
/** Values that nothing recurses over. A number that JSON has no word for is null. */
const isFlat: Check = (value) =>
  isObject(value) &&
  Object.values(value as Fields).every((each) => each === null || typeof each !== 'object');
/** As far as it is checked before it is read; what is no time then is found there. */
const isTime: Check = isText;
const isFailure: Check = (value) => fits(value, { code: isText, message: isText });
const isEvent: Check = (value) => fits(value, { id: isText, tipo: isText, payload: isObject });
const isTexts: Check = (value) => isObject(value) && Object.values(value as Fields).every(isText);
const isEncoding: Check = (value) => value === 'utf8' || value === 'base64';
const optional =
  (check: Check): Check =>
  (value) =>
    value === undefined || check(value);

const EXCERPT: Readonly<Record<string, Check>> = {
  bytes: isCount,
  sha256: isText,
  head: isText,
  encoding: isEncoding,
};
const isExcerpt: Check = (value) => fits(value, EXCERPT);

const DEFERRED: Readonly<Record<string, Check>> = {
  deliverAt: isTime,
  relayedAt: optional(isTime),
  expiration: optional(isCount),
  mandatory: isFlag,
  persistent: isFlag,
  replyTo: optional(isText),
  priority: optional(isCount),
};
const isDeferred: Check = (value) => fits(value, DEFERRED);

/** What a delivery and a dead letter say of a message. */
const MESSAGE: Readonly<Record<string, Check>> = {
  messageId: isName,
  queue: isName,
  exchange: isText,
  routingKey: isText,
  attempt: isCount,
  redrives: isCount,
  edits: optional(isCount),
  replayOf: optional(isText),
  publishedAt: optional(isTime),
  firstFailedAt: optional(isTime),
  correlationId: optional(isText),
  causationId: optional(isText),
  deferred: optional(isDeferred),
  headers: isFlat,
  encodedHeaders: optional(isTexts),
  properties: optional(isFlat),
};

const DELIVERY: Readonly<Record<string, Check>> = {
  ...MESSAGE,
  hasGivenId: isFlag,
  redeliveries: isCount,
  replyTo: optional(isText),
};

const ATTEMPTED: Readonly<Record<string, Check>> = {
  delivery: (value) => fits(value, DELIVERY),
  handler: isText,
  worker: isText,
  startedAt: isTime,
  at: isTime,
};

const ACTED: Readonly<Record<string, Check>> = {
  deadLetterId: isName,
  messageId: isName,
  queue: isName,
  at: isTime,
  by: isText,
  reason: isText,
};

const AGAIN: Readonly<Record<string, Check>> = {
  againAt: optional(isTime),
  asOf: optional(isCount),
  firstOffset: optional(isCount),
};

const CLAIM: Readonly<Record<string, Check>> = {
  of: isText,
  key: isName,
  claim: isName,
  supersedes: optional(isName),
  worker: isText,
  at: isTime,
};

/** What a record of each kind must have. */
const KINDS: Readonly<Record<JournalLine['kind'], Readonly<Record<string, Check>>>> = {
  processed: { ...ATTEMPTED, event: isEvent, excerpt: optional(isExcerpt) },
  failed: {
    ...ATTEMPTED,
    failure: isFailure,
    retryInMs: optional(isCount),
    event: optional(isEvent),
    excerpt: optional(isExcerpt),
  },
  'dead-lettered': {
    ...AGAIN,
    ...MESSAGE,
    deadLetterId: isName,
    at: isTime,
    cause: isText,
    failure: isFailure,
    handler: optional(isText),
    properties: isFlat,
    body: isText,
    encoding: isEncoding,
    excerpt: optional(isExcerpt),
  },
  redriven: {
    ...ACTED,
    redrives: optional(isCount),
    edited: optional(isEvent),
    excerpt: optional(isExcerpt),
  },
  discarded: ACTED,
  progress: {
    ...AGAIN,
    isOver: optional(isFlag),
    delivery: (value) => fits(value, DELIVERY),
    worker: isText,
    at: isTime,
    done: isCount,
    of: optional(isCount),
    state: optional(isObject),
  },
  claimed: CLAIM,
  released: CLAIM,
};

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
 * knows: a mark, one of a later version, what another client wrote there, or a text beyond the bounds
 * of JSON. A field that only other kinds have is dropped, one that no kind has is kept. Never throws.
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
  // They are not checked, and readers tell kinds apart by what is there.
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
  if (!isWithinRecordBounds(text)) return undefined;
  try {
    const value: unknown = secureJson.parse(text);
    return isObject(value) ? (value as Fields) : undefined;
  } catch {
    return undefined;
  }
}

function fits(value: unknown, checks: Readonly<Record<string, Check>>): boolean {
  if (!isObject(value)) return false;
  for (const name in checks) {
    if (checks[name]?.((value as Fields)[name]) === false) return false;
  }
  return true;
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
