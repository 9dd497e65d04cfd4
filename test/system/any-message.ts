import { queues, topology } from '@warren/contracts';
import { nestedLists, rawField, rawTable, rawText, rawValue } from '@warren/testing';
import fc from 'fast-check';

const { mensajes, etlJobs, jobsPriority, meterReadings } = queues;
const WAITING: readonly string[] = [`${etlJobs.name}.retry.1s`, 'delay.stage.04'];
/** What workers empty; a message in a retry queue or delay stage comes out within seconds. */
export const EMPTIED: readonly string[] = [
  ...[mensajes, etlJobs, jobsPriority, meterReadings].map(({ name }) => name),
  ...[topology.schedule.queue, topology.deadLetters.queue, topology.commands.queue],
  ...WAITING,
];
/** Streams, and queues that nothing consumes. */
const KEPT = [
  ...[topology.journal.queue, topology.schedule.log.queue, topology.deadLetters.bodies.queue],
  ...[topology.unreadable.queue, ...topology.replyQueues.map(({ name }) => name)],
];

const headerValue = fc.oneof(
  fc.string({ maxLength: 40 }).map(rawText),
  fc.double().map((each) => {
    const bytes = Buffer.alloc(8);
    // The broker takes no number that is none.
    bytes.writeDoubleBE(Number.isFinite(each) ? each : 0);
    return rawValue('d', bytes);
  }),
  fc.constantFrom('l', 'T', 'L').map((tag) => rawValue(tag, Buffer.alloc(8, 0x7f))),
  fc.uint8Array({ maxLength: 300 }).map((each) => rawValue('x', Buffer.from(each), true)),
  fc.constantFrom(1, 16, 64, 65, 1_000, 12_000, 25_000).map(nestedLists),
  fc.constant(rawValue('F', rawTable([rawField('a', rawValue('V'))]))),
);
const headerName = fc.oneof(
  fc.string({ maxLength: 30 }),
  fc.constantFrom('warren-attempt', 'warren-queue', 'x-death', 'warren-unreadable', '__proto__'),
);
export const event = { id: 'e1', tipo: 'T', payload: {} };
const body = fc.oneof(
  fc.constant(Buffer.from(JSON.stringify(event))),
  fc.json().map((each) => Buffer.from(each)),
  fc.uint8Array({ maxLength: 5_000 }).map((each) => Buffer.from(each)),
  fc.nat(300_000).map((length) => Buffer.alloc(length, '[')),
  fc.constantFrom(10, 64, 5_000, 100_000).map((depth) => deepEvent(depth)),
);

function deepEvent(depth: number): Buffer {
  const nested = `${'['.repeat(depth)}${']'.repeat(depth)}`;
  return Buffer.from(`{"id":"e1","tipo":"T","payload":{"a":${nested}}}`);
}

/** All headers of a message are in one frame, of 128 KiB at most. */
function fitIntoFrame(headers: [string, Buffer][]): [string, Buffer][] {
  let left = 128_000;
  return headers.filter(([, value]) => (left -= value.length) >= 0);
}

const text = fc.option(fc.string({ maxLength: 40 }), { nil: undefined });

/**
 * A message as any client could send it: any headers, nesting, size and properties; but for those which
 * the broker closes the channel: an expiration that is no number, another user, a direct reply address.
 */
export const message = fc
  .record({
    to: fc.constantFrom(...EMPTIED, ...KEPT),
    headers: fc.array(fc.tuple(headerName, headerValue), { maxLength: 3 }).map(fitIntoFrame),
    contentType: fc.constantFrom(undefined, 'application/json', 'text/plain'),
    contentEncoding: fc.constantFrom(undefined, undefined, 'utf-8', 'gzip', 'br', 'x'),
    priority: fc.option(fc.nat(255), { nil: undefined }),
    expiration: fc.constantFrom(undefined, undefined, '0', '1000', '4294967295'),
    replyTo: fc.oneof(text, fc.constantFrom('mensajes', ...KEPT)),
    timestamp: fc.option(fc.maxSafeNat(), { nil: undefined }),
    ...{ correlationId: text, type: text, appId: text },
    body,
  })
  // What expires among the dead letters is gone, as its sender wished.
  .map((each) =>
    each.to === topology.deadLetters.queue ? { ...each, expiration: undefined } : each,
  )
  // RabbitMQ 3.10 stops such a queue at an x-death of another form than its own (docs/message-loss.md).
  .map((each) =>
    WAITING.includes(each.to)
      ? { ...each, headers: each.headers.filter(([name]) => name !== 'x-death') }
      : each,
  );
