import 'reflect-metadata';
import type { Type } from '@nestjs/common';
import { WarrenError } from '@warren/model';
import { StrictValidationPipe } from '@warren/platform';
import fc from 'fast-check';
import { BatchEntryDto } from '../batch/batch-entry.dto';
import { PublishByHeadersDto, PublishEventDto } from './publish-event.dto';

/** What JSON can say, half surrogate pairs and names that objects inherit among it. */
const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.constantFrom('a', 'ñ', '🐇', '\u0000', 'constructor'),
  fc.constantFrom('', 'a\ud83d', '\udc07', 'x'.repeat(256)),
);
const json = fc.oneof(
  text,
  fc.jsonValue({ maxDepth: 4, stringUnit: 'binary' }),
  fc.constantFrom(0, -1, 1.5, 9, 2 ** 53, 1e300, true, null, {}, []),
);

/** Mostly what is asked for, each field now and then something else. */
const options = objectOf({
  correlationId: fc.constantFrom('order-1'),
  replyTo: fc.constantFrom('respuestas'),
  expiration: fc.constantFrom(1, 60_000),
  priority: fc.constantFrom(0, 9),
  persistent: fc.boolean(),
  mandatory: fc.boolean(),
  deliverAfter: fc.constantFrom(1_000),
  deliverAt: fc.constantFrom('2050-01-01T00:00:00Z'),
  headers: fc.oneof(
    fc.dictionary(text, json, { maxKeys: 3 }),
    fc.constant({ lang: 'es', rush: true }),
  ),
});
const event = {
  id: text,
  tipo: text,
  payload: fc.dictionary(text, json, { maxKeys: 3 }),
};
const bodies = {
  PublishEventDto: [PublishEventDto, objectOf({ ...event, options })],
  PublishByHeadersDto: [PublishByHeadersDto, objectOf({ ...event, options })],
  BatchEntryDto: [
    BatchEntryDto,
    objectOf({
      exchange: fc.constantFrom('default', 'direct', 'topic'),
      routingKey: fc.constantFrom('info', 'a.b'),
      event: objectOf(event),
      options,
    }),
  ],
} as const;

function objectOf(fields: Record<string, fc.Arbitrary<unknown>>): fc.Arbitrary<object> {
  const known = Object.fromEntries(
    Object.entries(fields).map(([name, field]) => [
      name,
      fc.oneof({ weight: 24, arbitrary: field }, { weight: 1, arbitrary: json }),
    ]),
  );
  const required = Object.keys(fields).filter((name) => ['id', 'tipo', 'payload'].includes(name));
  return fc.record(known, { requiredKeys: required });
}

/** What it is refused with, if it is. Other errors are thrown. */
async function refusalOf(dtoClass: Type<object>, body: unknown): Promise<string | undefined> {
  try {
    await new StrictValidationPipe().check(dtoClass, body);
    return undefined;
  } catch (error) {
    if (error instanceof WarrenError) return error.code;
    throw error;
  }
}

describe('any JSON that a client sends', () => {
  it.each(Object.entries(bodies))(
    'is a %s or is refused as not valid, and nothing fails over it',
    async (_, [dtoClass, anyBody]) => {
      const seen = new Set<unknown>();
      await fc.assert(
        fc.asyncProperty(fc.oneof({ weight: 9, arbitrary: anyBody }, json), async (body) => {
          seen.add(await refusalOf(dtoClass, body));
        }),
        { numRuns: 1_000 },
      );
      expect(seen).toEqual(new Set([undefined, 'invalid_request']));
    },
  );
});
