import type { JournalLine } from './claim-record';
import { MAX_CHARS, MAX_PROPERTIES } from './record-limits';

/** An object of which nothing is known. */
export type Fields = Record<string, unknown>;

/** Whether a field may have this value. */
export type Check = (value: unknown) => boolean;

const isTextOf =
  (maxChars: number): Check =>
  (value) =>
    typeof value === 'string' && value.length <= maxChars;
/** As long as its record may be. */
const isText: Check = (value) => typeof value === 'string';
const isName = isTextOf(MAX_CHARS.name);
const isLabel = isTextOf(MAX_CHARS.label);
const isWords = isTextOf(MAX_CHARS.words);
const isCount: Check = (value) => Number.isSafeInteger(value) && (value as number) >= 0;
const isFlag: Check = (value) => typeof value === 'boolean';
export const isObject: Check = (value) =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
/** Values that nothing recurses over. A number that JSON has no word for is null. */
const isFlat: Check = (value) =>
  isObject(value) &&
  Object.values(value as Fields).every((each) => each === null || typeof each !== 'object');
const isProperties: Check = (value) => {
  if (!isFlat(value)) return false;
  const values = Object.values(value as Fields);
  const isShort = values.every((each) => typeof each !== 'string' || isName(each));
  return values.length <= MAX_PROPERTIES && isShort;
};
/** As far as it is checked before it is read; what is no time then is found there. */
const isTime = isName;
const isFailure: Check = (value) =>
  fits(value, { code: isName, message: isWords, stack: optional(isWords) });
export const isEvent: Check = (value) =>
  fits(value, { id: isLabel, tipo: isLabel, payload: isObject });
const isTexts: Check = (value) => isObject(value) && Object.values(value as Fields).every(isText);
const isEncoding: Check = (value) => value === 'utf8' || value === 'base64';
const optional =
  (check: Check): Check =>
  (value) =>
    value === undefined || check(value);

const EXCERPT: Readonly<Record<string, Check>> = {
  bytes: isCount,
  sha256: isName,
  head: isTextOf(MAX_CHARS.head),
  encoding: isEncoding,
};
const isExcerpt: Check = (value) => fits(value, EXCERPT);

const DEFERRED: Readonly<Record<string, Check>> = {
  deliverAt: isTime,
  relayedAt: optional(isTime),
  expiration: optional(isCount),
  mandatory: isFlag,
  persistent: isFlag,
  replyTo: optional(isName),
  priority: optional(isCount),
};
const isDeferred: Check = (value) => fits(value, DEFERRED);

const DELIVERY: Readonly<Record<string, Check>> = {
  messageId: isName,
  hasGivenId: isFlag,
  queue: isName,
  exchange: isName,
  routingKey: isName,
  attempt: isCount,
  redeliveries: isCount,
  redrives: isCount,
  redriveOf: optional(isName),
  edits: optional(isCount),
  headers: isFlat,
  encodedHeaders: optional(isTexts),
  headersLeftOut: optional(isCount),
  properties: optional(isProperties),
  publishedAt: optional(isTime),
  firstFailedAt: optional(isTime),
  correlationId: optional(isName),
  causationId: optional(isName),
  replyTo: optional(isName),
  replayOf: optional(isName),
  deferred: optional(isDeferred),
};

const ATTEMPTED: Readonly<Record<string, Check>> = {
  delivery: (value) => fits(value, DELIVERY),
  handler: isLabel,
  worker: isLabel,
  startedAt: isTime,
  at: isTime,
};

const ACTED: Readonly<Record<string, Check>> = {
  deadLetterId: isName,
  messageId: isName,
  queue: isName,
  at: isTime,
  by: isLabel,
  reason: isWords,
};

const AGAIN: Readonly<Record<string, Check>> = {
  againAt: optional(isTime),
  asOf: optional(isCount),
  firstOffset: optional(isCount),
};

const CLAIM: Readonly<Record<string, Check>> = {
  of: isName,
  key: isName,
  claim: isName,
  supersedes: optional(isName),
  worker: isLabel,
  at: isTime,
};

/** What a record of each kind must have. */
export const KINDS: Readonly<Record<JournalLine['kind'], Readonly<Record<string, Check>>>> = {
  processed: {
    ...ATTEMPTED,
    event: isEvent,
    eventHash: optional(isCount),
    excerpt: optional(isExcerpt),
  },
  failed: {
    ...ATTEMPTED,
    failure: isFailure,
    retryInMs: optional(isCount),
    event: optional(isEvent),
    excerpt: optional(isExcerpt),
  },
  'dead-lettered': {
    ...AGAIN,
    deadLetterId: isName,
    messageId: isName,
    queue: isName,
    at: isTime,
    cause: isName,
    failure: isFailure,
    handler: optional(isLabel),
    attempt: isCount,
    redrives: isCount,
    edits: optional(isCount),
    replayOf: optional(isName),
    exchange: isName,
    routingKey: isName,
    publishedAt: optional(isTime),
    firstFailedAt: optional(isTime),
    correlationId: optional(isName),
    causationId: optional(isName),
    deferred: optional(isDeferred),
    headers: isFlat,
    encodedHeaders: optional(isTexts),
    headersLeftOut: optional(isCount),
    properties: isProperties,
    body: isText,
    encoding: isEncoding,
    decoded: optional(isText),
    excerpt: optional(isExcerpt),
  },
  redriven: {
    ...ACTED,
    redrives: optional(isCount),
    edited: optional(isEvent),
    excerpt: optional(isExcerpt),
  },
  discarded: ACTED,
  restored: ACTED,
  progress: {
    ...AGAIN,
    isOver: optional(isFlag),
    delivery: (value) => fits(value, DELIVERY),
    worker: isLabel,
    at: isTime,
    done: isCount,
    of: optional(isCount),
    state: optional(isObject),
  },
  claimed: CLAIM,
  released: CLAIM,
};

/** Whether a value is an object whose fields pass these checks; others it may have. */
export function fits(value: unknown, checks: Readonly<Record<string, Check>>): boolean {
  if (!isObject(value)) return false;
  for (const name in checks) {
    if (checks[name]?.((value as Fields)[name]) === false) return false;
  }
  return true;
}
