import { EventDto, headers as names } from '@warren/model';
import { hostileBytes, spoilt, topology } from '@warren/testing';
import type { ConsumeMessage } from 'amqplib';
import fc from 'fast-check';
import { decodeEvent } from '../../decoding/decode-event';
import { readDelivery } from '../../decoding/read-delivery';
import { decideFailure } from '../../failures/decide-failure';
import { writeCopy } from '../../failures/write-copy';
import { PermanentError } from '../../messages/handler-errors';
import { checkRecord } from '../../records/check-record';
import type { JournalRecord } from '../../messages/journal-record';
import { writeRecord } from '../../records/write-record';
import { ProgressStore } from '../../progress/progress-store';
import { readRequest } from '../../requests/wire/read-request';
import { DeadLetters } from '../list/dead-letters';
import { readDeadLetter } from './read-dead-letter';
import { slicesAtOnce } from '../list/slices-at-once.harness';
import { writeRedrive } from '../redrive/write-redrive';

const nested = (depth: number): unknown =>
  JSON.parse(`${'{"a":['.repeat(depth)}${']}'.repeat(depth)}`);

/** What amqplib makes of a value in a table. */
const field: fc.Arbitrary<unknown> = fc.oneof(
  fc.string(),
  fc.double(),
  fc.boolean(),
  fc.constant(null),
  fc.uint8Array({ maxLength: 20 }).map((bytes) => Buffer.from(bytes)),
  fc.double().map((value) => ({ '!': 'timestamp', value })),
  fc.record({ '!': fc.constant('decimal'), value: fc.anything() }),
  fc.jsonValue(),
  fc.constantFrom(nested(5), nested(5_000), 'x'.repeat(70_000), [{ queue: nested(3) }], { '!': 7 }),
);
const ours = fc.constantFrom(
  ...Object.values(names),
  ...['x-death', 'x-delivery-count', 'x-first-death-queue', 'x-first-death-reason', 'CC'],
  ...['x-stream-offset', 'constructor', 'toString', 'length', '!', ''],
);
const headers = fc
  .array(fc.tuple(fc.oneof(ours, fc.string()), field), { maxLength: 8 })
  .chain((fields) =>
    // amqplib assigns by name, so that a field `__proto__` is the prototype of the others.
    fc.oneof(fc.constant(Object.prototype), fc.constant(null), fc.object()).map((prototype) => {
      const table = Object.create(prototype) as Record<string, unknown>;
      for (const [name, value] of fields) if (name !== '__proto__') table[name] = value;
      return table;
    }),
  );
const property = fc.option(fc.oneof(fc.string(), fc.double(), fc.constant('ü'.repeat(200))), {
  nil: undefined,
});
const body = fc.oneof(
  hostileBytes,
  spoilt({ id: 'e', tipo: 'T', payload: { a: [1, { b: 'c' }] } }).map((text) => Buffer.from(text)),
);
const message = fc.record({
  content: body,
  fields: fc.record({
    exchange: fc.string(),
    routingKey: fc.string(),
    redelivered: fc.boolean(),
    deliveryTag: fc.nat(),
  }),
  properties: fc.record({
    headers: fc.option(headers, { nil: undefined }),
    ...{ messageId: property, correlationId: property, replyTo: property, type: property },
    ...{ contentType: property, contentEncoding: property, timestamp: property },
    ...{ priority: property, expiration: property, appId: property, userId: property },
  }),
}) as unknown as fc.Arbitrary<ConsumeMessage>;

/** The record as every process reads it back. */
function readBack<R extends JournalRecord>(record: R): R {
  const read = checkRecord(writeRecord(record).json);
  if (read === undefined) throw new Error('the journal would not read what was written');
  return read as R;
}

describe('a message of any shape', () => {
  it('is an event whose record is read back, or is refused for good', async () => {
    const outcomeOf = async (each: ConsumeMessage): Promise<'refused' | JournalRecord> => {
      let event: EventDto;
      try {
        event = await decodeEvent(each, EventDto);
      } catch (error) {
        if (error instanceof PermanentError) return 'refused';
        throw error;
      }
      const times = { startedAt: new Date(1), at: new Date(2) };
      const who = { handler: 'H.run', worker: 'w:1', delivery: readDelivery(each, 'q') };
      return readBack({ kind: 'processed', event, ...who, ...times });
    };
    await fc.assert(
      fc.asyncProperty(message, async (each) => {
        await expect(outcomeOf(each)).resolves.toBeDefined();
      }),
      { numRuns: 150 },
    );
  });

  it('has a copy, a record as a dead letter, a place in the views, and a redrive (I15)', async () => {
    await fc.assert(
      fc.asyncProperty(message, async (each) => {
        const delivery = readDelivery(each, 'etl.jobs');
        const decision = decideFailure(new Error('no'), 1, { delaysMs: [], jitter: 0 }, Number);
        const failed = { delivery, decision, handler: 'H.run', failedAt: new Date(3) };
        writeCopy({ ...failed, message: each }, topology);

        const record = readBack(readDeadLetter(each, topology, new Date(4)));
        const letters = new DeadLetters(10, 1_000_000, slicesAtOnce);
        letters.apply(record, 1);
        new ProgressStore().apply(record);
        const [letter] = (await letters.find({ state: 'any' }, { limit: 1 })).items;
        expect(letter?.record === record).toBe(true);
        await letters.find({ text: 'x' }, { limit: 1 });
        expect((await letters.groups({}, { limit: 9 })).groups).toHaveLength(1);
        const redrive = writeRedrive(letter?.record ?? record);
        expect(redrive.body.equals(each.content)).toBe(true);
      }),
      { numRuns: 150 },
    );
  });

  it('is a command, or is not', () => {
    fc.assert(
      fc.property(message, (each) => {
        const replyTo = 'amq.rabbitmq.reply-to.a';
        const asked = { ...each, properties: { ...each.properties, replyTo, correlationId: 'c' } };
        for (const one of [each, asked]) {
          expect(['request', 'faulty', 'unanswerable']).toContain(
            readRequest(one, topology, 5).kind,
          );
        }
      }),
      { numRuns: 150 },
    );
  });

  it.each([80, 5_000, 100_000])('nested %d levels deep is no command', (levels) => {
    const content = Buffer.from(
      `{"pattern":"a","data":${'['.repeat(levels)}${']'.repeat(levels)}}`,
    );
    const properties = { replyTo: 'amq.rabbitmq.reply-to.a', correlationId: 'c' };
    const read = readRequest({ content, properties, fields: {} } as never, topology, 5);
    expect(read).toMatchObject({ kind: 'faulty', error: { code: 'malformed_command' } });
  });
});
