import { gzipSync } from 'node:zlib';
import { EventDto, queue, type EventClass } from '@warren/model';
import { Transform, Type } from 'class-transformer';
import { Equals, IsDate, IsInt, IsOptional, IsString, ValidateNested } from 'class-validator';
import fc from 'fast-check';
import { checkEvent, type EventFaults } from '../../decoding/check-event';
import { process, resetProcessing } from './processing.harness';

class Buyer {
  @IsString()
  readonly name!: string;
}

class Sale {
  @IsInt()
  readonly total!: number;

  @IsOptional()
  @IsString()
  readonly card?: string;

  @ValidateNested()
  @Type(() => Buyer)
  readonly buyer!: Buyer;
}

/** Its checks are compiled. */
class SaleDto extends EventDto {
  @Equals('SALE')
  override readonly tipo!: string;

  @ValidateNested()
  @Type(() => Sale)
  override readonly payload!: Sale;
}

class Visit {
  @IsDate()
  @Type(() => Date)
  readonly on!: Date;

  @IsInt()
  @Transform(({ value }) => Number(value))
  readonly guests!: number;
}

/** Only class-transformer and class-validator can say what it accepts. */
class VisitDto extends EventDto {
  @ValidateNested()
  @Type(() => Visit)
  override readonly payload!: Visit;
}

/** A failure is recorded with this many characters. */
const SHOWN = 512;
const CLASSES: EventClass[] = [EventDto, SaleDto, VisitDto];

const value = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom<unknown>('Ana', 1, '2', 0.5, null, '2026-07-01', {}) },
  fc.jsonValue({ maxDepth: 2 }),
);
const names = ['total', 'card', 'buyer', 'on', 'guests', 'name', 'constructor', '__proto__'];
const fields = (inner: fc.Arbitrary<unknown>): fc.Arbitrary<object> =>
  fc
    .array(fc.tuple(fc.constantFrom(...names), inner), { maxLength: 6 })
    .map((entries) => Object.fromEntries(entries));
const payload = fc.oneof(fields(fc.oneof(value, fields(value))), value);
const event = fc.record(
  {
    id: fc.oneof(fc.constant('1'), value),
    tipo: fc.oneof(fc.constantFrom('SALE', 'T'), value),
    payload,
    more: value,
  },
  { requiredKeys: [] },
);
/** Nearly all are events; some numbers are beyond a double, and some bytes are no JSON. */
const body = fc.oneof(
  { weight: 8, arbitrary: event.map((each) => JSON.stringify(each)) },
  event.map((each) => JSON.stringify(each).replace('0.5', '1e999')),
  fc.tuple(event, fc.nat(60)).map(([each, at]) => JSON.stringify(each).slice(0, at)),
  value.map((each) => JSON.stringify(each)),
);

/** What a consumer makes of it: nothing, when its handler was called. */
async function consume(text: string, of: EventClass): Promise<object | undefined> {
  resetProcessing();
  const handle = jest.fn();
  const live = new AbortController().signal;
  const by = queue('etl.jobs', { event: of, from: [] });
  const result = await process(handle, live, { messageId: 'm1' }, text, by);
  if (result.kind === 'processed') {
    expect(handle).toHaveBeenCalledTimes(1);
    return undefined;
  }
  expect(handle).not.toHaveBeenCalled();
  if (result.kind !== 'dead-letter') throw new Error(`it was ${result.kind}`);
  const { code, message } = result.failure;
  return { code, message: message.slice(0, SHOWN) };
}

/** The faults as the failure of a dead letter says them. */
function inWords({ code, faults }: EventFaults): object {
  const message = faults
    .map(({ detail, pointer }) => [...pointer.split('/').slice(1, -1), detail].join('.'))
    .join('; ')
    .slice(0, SHOWN);
  return { code, message };
}

describe('checking an event', () => {
  it('says of any bytes exactly what a consumer of their queue says', async () => {
    const accepted = new Set<EventClass>();
    const refused = new Set<EventClass>();
    const agree = fc.asyncProperty(body, fc.constantFrom(...CLASSES), async (text, of) => {
      const found = await checkEvent({ content: Buffer.from(text), properties: {} }, of);
      (found ? refused : accepted).add(of);
      expect(found && inWords(found)).toEqual(await consume(text, of));
    });
    const buyer = { name: 'Ana' };
    const good = [
      { id: '1', tipo: 'SALE', payload: { total: 1, buyer } },
      { id: '1', tipo: 'T', payload: { on: '2026-07-01', guests: '2' } },
    ].map((each) => JSON.stringify(each));
    const examples: [string, EventClass][] = good.flatMap((each) =>
      CLASSES.map((of): [string, EventClass] => [each, of]),
    );
    await fc.assert(agree, { numRuns: 1_500, examples });
    expect([...accepted].length).toBe(CLASSES.length);
    expect([...refused].length).toBe(CLASSES.length);
  });

  it('names the fields by pointers', async () => {
    const content = Buffer.from('{"id":"1","tipo":"SALE","payload":{"total":"x","buyer":{}}}');
    expect(await checkEvent({ content, properties: {} }, SaleDto)).toEqual({
      code: 'invalid_event',
      faults: [
        { pointer: '/payload/total', detail: 'total must be an integer number' },
        { pointer: '/payload/buyer/name', detail: 'name must be a string' },
      ],
    });
  });

  it('undoes a compression first, and refuses what is none', async () => {
    const content = gzipSync('{"id":"1","tipo":"T","payload":{}}');
    const check = (contentEncoding: string): Promise<EventFaults | undefined> =>
      checkEvent({ content, properties: { contentEncoding } }, EventDto);
    expect(await check('gzip')).toBeUndefined();
    expect(await check('br')).toMatchObject({ code: 'malformed_encoding' });
    expect(await check('zip')).toMatchObject({ code: 'unsupported_encoding' });
  });
});
