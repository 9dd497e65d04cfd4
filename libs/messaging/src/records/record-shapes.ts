import type { JournalLine } from './claim-record';
import {
  fits,
  isCount,
  isFlag,
  isLabel,
  isName,
  isObject,
  isText,
  isTextOf,
  isTime,
  isWords,
  optional,
  orNull,
  type Check,
  type Fields,
} from './record-checks';
import { OPERATED } from './operated-record';
import { OPERATION } from './operation-record';
import { PUBLISHED } from './published-shape';
import { MAX_CHARS, MAX_PROPERTIES } from './record-limits';

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
const isFailure: Check = (value) =>
  fits(value, { code: isName, message: isWords, stack: optional(isWords) });
export const isEvent: Check = (value) =>
  fits(value, { id: isLabel, tipo: isLabel, payload: isObject });
const isTexts: Check = (value) => isObject(value) && Object.values(value as Fields).every(isText);
const isEncoding: Check = (value) => value === 'utf8' || value === 'base64';
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
  operationId: optional(isName),
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
    to: optional(isName),
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
  triaged: {
    ...AGAIN,
    group: isName,
    queue: isName,
    change: isName,
    at: isTime,
    by: isLabel,
    owner: optional(orNull(isName)),
    note: optional(orNull(isWords)),
    link: optional(orNull(isWords)),
    muteUntil: optional(orNull(isTime)),
    mutePerHour: optional(orNull(isCount)),
  },
  operated: OPERATED,
  operation: OPERATION,
  published: PUBLISHED,
  claimed: CLAIM,
  released: CLAIM,
};
