import fc from 'fast-check';
import type { DeadLetteredRecord } from '../messages/journal-record';

const time = fc.date({ noInvalidDate: true, min: new Date(0), max: new Date(4e12) });
const payload = fc
  .dictionary(fc.string(), fc.jsonValue())
  // No worker takes an event with one of these, so there is no record of it.
  .filter((each) => !/"(__proto__|prototype)":/.test(JSON.stringify(each)))
  .map((each) => JSON.parse(JSON.stringify(each)) as Record<string, unknown>);
const event = fc.record({ id: fc.string(), tipo: fc.string(), payload });
const failure = fc.record({ code: fc.string(), message: fc.string() });
const acted = {
  deadLetterId: fc.string(),
  messageId: fc.string(),
  queue: fc.string(),
  at: time,
  by: fc.string(),
  reason: fc.string(),
};
const deferred = fc.record(
  {
    deliverAt: time,
    relayedAt: time,
    expiration: fc.nat(),
    mandatory: fc.boolean(),
    persistent: fc.boolean(),
    replyTo: fc.string(),
    priority: fc.nat(),
  },
  { requiredKeys: ['deliverAt', 'mandatory', 'persistent'] },
);
const attempted = {
  delivery: fc.record(
    {
      messageId: fc.string(),
      hasGivenId: fc.boolean(),
      queue: fc.string(),
      exchange: fc.string(),
      routingKey: fc.string(),
      attempt: fc.nat(),
      redeliveries: fc.nat(),
      redrives: fc.nat(),
      edits: fc.nat(),
      headers: fc.constant({ a: 1, b: 'x', c: true }),
      encodedHeaders: fc.dictionary(fc.constantFrom('a', 'd'), fc.base64String()),
      publishedAt: time,
      firstFailedAt: time,
      correlationId: fc.string(),
      causationId: fc.string(),
      replyTo: fc.string(),
      replayOf: fc.string(),
      deferred,
    },
    {
      requiredKeys: [
        ...['messageId', 'hasGivenId', 'queue', 'exchange', 'routingKey'],
        ...['attempt', 'redeliveries', 'redrives', 'headers'],
      ] as never[],
    },
  ),
  handler: fc.string(),
  worker: fc.string(),
  startedAt: time,
  at: time,
};

const deadLettered: DeadLetteredRecord = {
  kind: 'dead-lettered',
  deadLetterId: 'd',
  messageId: 'm',
  queue: 'q',
  at: new Date(5),
  cause: 'expired',
  failure: { code: 'expired', message: 'waited too long' },
  attempt: 1,
  redrives: 2,
  edits: 1,
  exchange: '',
  routingKey: 'q',
  headers: {},
  properties: { contentType: 'application/json', priority: 3 },
  body: '{}',
  encoding: 'utf8',
};

const claim = fc.record(
  {
    kind: fc.constantFrom('claimed', 'released'),
    of: fc.constantFrom('dead-letter', 'replay'),
    ...{ key: fc.string({ maxLength: 1 }), claim: fc.string({ maxLength: 1 }) },
    ...{ supersedes: fc.string({ maxLength: 1 }), worker: fc.string(), at: time },
  },
  { requiredKeys: ['kind', 'of', 'key', 'claim', 'worker', 'at'] },
);

const triaged = fc.record(
  {
    ...{ kind: fc.constant('triaged'), group: fc.string(), queue: fc.string() },
    ...{ change: fc.string(), at: time, by: fc.string() },
    owner: fc.option(fc.string()),
    note: fc.option(fc.string()),
    mutePerHour: fc.option(fc.nat()),
  },
  { requiredKeys: ['kind', 'group', 'queue', 'change', 'at', 'by'] },
);

const operated = fc.record(
  {
    ...{ kind: fc.constant('operated'), action: fc.string(), target: fc.string(), at: time },
    ...{ by: fc.string(), from: fc.string(), why: fc.string(), result: fc.string() },
    ...{ operationId: fc.string(), value: fc.nat(), againAt: time, firstOffset: fc.nat() },
  },
  { requiredKeys: ['kind', 'action', 'target', 'at', 'by', 'from'] },
);

const operation = fc.record(
  {
    ...{ kind: fc.constant('operation'), operationId: fc.string(), part: fc.string(), at: time },
    ...{ by: fc.string(), action: fc.string(), total: fc.nat(), ids: fc.array(fc.string()) },
    results: fc.array(fc.record({ id: fc.string(), outcome: fc.string() })),
  },
  { requiredKeys: ['kind', 'operationId', 'part', 'at', 'by'] },
);

const onePublish = { atMs: fc.nat(), exchange: fc.string(), routingKey: fc.string() };
const published = fc.record(
  {
    ...{ kind: fc.constant('published'), report: fc.string(), publisher: fc.string() },
    ...{ startedAt: time, at: time, unreported: fc.nat() },
    counts: fc.array(
      fc.record({ exchange: fc.string(), pattern: fc.string(), confirmed: fc.nat() }),
    ),
    failures: fc.array(
      fc.record({
        ...{ ...onePublish, messageId: fc.string(), code: fc.string(), reason: fc.string() },
        outcome: fc.constantFrom('unroutable', 'refused', 'unknown'),
      }),
    ),
    confirmed: fc.array(fc.record({ ...onePublish, messageId: fc.string() })),
  },
  {
    requiredKeys: [
      ...(['kind', 'report', 'publisher', 'startedAt', 'at'] as const),
      ...(['counts', 'failures', 'confirmed'] as const),
    ],
  },
);

/** A record as a worker may write it. */
export const anyRecord: fc.Arbitrary<unknown> = fc.oneof(
  fc.record({ kind: fc.constant('processed'), event, ...attempted }),
  fc.record(
    { kind: fc.constant('failed'), failure, retryInMs: fc.nat(), event, ...attempted },
    { requiredKeys: ['kind', 'failure', 'delivery', 'handler', 'worker', 'startedAt', 'at'] },
  ),
  fc.constant(deadLettered),
  fc.record({ kind: fc.constantFrom('discarded', 'restored'), ...acted }),
  fc.record(
    { kind: fc.constant('redriven'), redrives: fc.nat(), edited: event, ...acted },
    { requiredKeys: ['kind', 'deadLetterId', 'messageId', 'queue', 'at', 'by', 'reason'] },
  ),
  fc.record(
    {
      ...{ kind: fc.constant('progress'), delivery: attempted.delivery, worker: fc.string() },
      ...{ at: time, done: fc.nat(), of: fc.nat(), state: payload },
    },
    { requiredKeys: ['kind', 'delivery', 'worker', 'at', 'done'] },
  ),
  claim,
  triaged,
  operated,
  operation,
  published,
);
