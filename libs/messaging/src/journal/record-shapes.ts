import type { JournalLine } from './claim-record';

/** An object of which nothing is known. */
export type Fields = Record<string, unknown>;

/** Whether a field may have this value. */
export type Check = (value: unknown) => boolean;

/** As long as a name or an id may be in AMQP; views are keyed by them. */
const MAX_NAME_CHARS = 255;

const isText: Check = (value) => typeof value === 'string';
const isName: Check = (value) => typeof value === 'string' && value.length <= MAX_NAME_CHARS;
const isCount: Check = (value) => Number.isSafeInteger(value) && (value as number) >= 0;
const isFlag: Check = (value) => typeof value === 'boolean';
export const isObject: Check = (value) =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
/** Values that nothing recurses over. A number that JSON has no word for is null. */
const isFlat: Check = (value) =>
  isObject(value) &&
  Object.values(value as Fields).every((each) => each === null || typeof each !== 'object');
/** As far as it is checked before it is read; what is no time then is found there. */
const isTime: Check = isText;
const isFailure: Check = (value) =>
  fits(value, { code: isText, message: isText, stack: optional(isText) });
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

const DELIVERY: Readonly<Record<string, Check>> = {
  messageId: isName,
  hasGivenId: isFlag,
  queue: isName,
  exchange: isText,
  routingKey: isText,
  attempt: isCount,
  redeliveries: isCount,
  redrives: isCount,
  edits: optional(isCount),
  headers: isFlat,
  encodedHeaders: optional(isTexts),
  properties: optional(isFlat),
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
    cause: isText,
    failure: isFailure,
    handler: optional(isText),
    attempt: isCount,
    redrives: isCount,
    edits: optional(isCount),
    replayOf: optional(isText),
    exchange: isText,
    routingKey: isText,
    publishedAt: optional(isTime),
    firstFailedAt: optional(isTime),
    correlationId: optional(isText),
    causationId: optional(isText),
    deferred: optional(isDeferred),
    headers: isFlat,
    encodedHeaders: optional(isTexts),
    properties: isFlat,
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
    worker: isText,
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
