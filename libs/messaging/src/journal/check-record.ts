import secureJson from 'secure-json-parse';
import type { JournalLine } from './claim-record';
import { RECORD_VERSION } from './write-record';

type Fields = Record<string, unknown>;
type Check = (value: unknown) => boolean;

const isText: Check = (value) => typeof value === 'string';
const isCount: Check = (value) => Number.isSafeInteger(value) && (value as number) >= 0;
const isFlag: Check = (value) => typeof value === 'boolean';
const isObject: Check = (value) =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
/** As far as it is checked before it is read; what is no time then is found there. */
const isTime: Check = isText;
const isFailure: Check = (value) => fits(value, { code: isText, message: isText });
const isEvent: Check = (value) => fits(value, { id: isText, tipo: isText, payload: isObject });
const optional =
  (check: Check): Check =>
  (value) =>
    value === undefined || check(value);

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

const DELIVERY: Readonly<Record<string, Check>> = {
  messageId: isText,
  hasGivenId: isFlag,
  queue: isText,
  exchange: isText,
  routingKey: isText,
  attempt: isCount,
  redeliveries: isCount,
  redrives: isCount,
  edits: optional(isCount),
  headers: isObject,
  publishedAt: optional(isTime),
  firstFailedAt: optional(isTime),
  correlationId: optional(isText),
  causationId: optional(isText),
  replyTo: optional(isText),
  replayOf: optional(isText),
  deferred: optional(isDeferred),
};

const ATTEMPTED: Readonly<Record<string, Check>> = {
  delivery: (value) => fits(value, DELIVERY),
  handler: isText,
  worker: isText,
  startedAt: isTime,
  at: isTime,
};

const ACTED: Readonly<Record<string, Check>> = {
  deadLetterId: isText,
  messageId: isText,
  queue: isText,
  at: isTime,
  by: isText,
  reason: isText,
};

const CLAIM: Readonly<Record<string, Check>> = {
  of: isText,
  key: isText,
  claim: isText,
  supersedes: optional(isText),
  worker: isText,
  at: isTime,
};

/** What a record of each kind must have. Fields that are not named here are kept. */
const KINDS: Readonly<Record<JournalLine['kind'], Readonly<Record<string, Check>>>> = {
  processed: { ...ATTEMPTED, event: isEvent },
  failed: {
    ...ATTEMPTED,
    failure: isFailure,
    retryInMs: optional(isCount),
    event: optional(isEvent),
  },
  'dead-lettered': {
    deadLetterId: isText,
    messageId: isText,
    queue: isText,
    at: isTime,
    cause: isText,
    failure: isFailure,
    handler: optional(isText),
    attempt: isCount,
    redrives: isCount,
    edits: optional(isCount),
    exchange: isText,
    routingKey: isText,
    publishedAt: optional(isTime),
    firstFailedAt: optional(isTime),
    correlationId: optional(isText),
    causationId: optional(isText),
    deferred: optional(isDeferred),
    headers: isObject,
    properties: isObject,
    body: isText,
    encoding: (value) => value === 'utf8' || value === 'base64',
  },
  redriven: { ...ACTED, redrives: optional(isCount), edited: optional(isEvent) },
  discarded: ACTED,
  progress: {
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

const TIMES = ['at', 'startedAt', 'publishedAt', 'firstFailedAt', 'deliverAt', 'relayedAt'];

/**
 * The record in a line of an entry of the stream. Undefined when there is none that this version
 * knows: a mark, one of a later version, or what another client wrote there. Never throws.
 */
export function checkRecord(text: string): JournalLine | undefined {
  const fields = parse(text);
  if (fields === undefined || fields['v'] !== RECORD_VERSION) return undefined;
  const kind = fields['kind'];
  if (typeof kind !== 'string' || !Object.hasOwn(KINDS, kind)) return undefined;
  if (!fits(fields, KINDS[kind as JournalLine['kind']])) return undefined;
  delete fields['v'];
  const { delivery } = fields;
  if (!readTimes(fields) || (delivery !== undefined && !readTimes(delivery as Fields))) {
    return undefined;
  }
  return fields as unknown as JournalLine;
}

/** The mark in the bytes of an entry, if it is one. */
export function readMark(body: Buffer): string | undefined {
  const mark = parse(body.toString())?.['mark'];
  return typeof mark === 'string' ? mark : undefined;
}

function parse(text: string): Fields | undefined {
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
    const time = new Date(typeof text === 'string' ? text : NaN);
    if (Number.isNaN(time.getTime())) return false;
    fields[name] = time;
  }
  const { deferred } = fields;
  return deferred === undefined || (isObject(deferred) && readTimes(deferred as Fields));
}
