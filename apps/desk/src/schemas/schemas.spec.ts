import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { TOPOLOGY } from '@warren/messaging';
import { bind, command, defineTopology, EventDto, exchange, queue } from '@warren/model';
import Ajv from 'ajv/dist/2020';
import { Type } from 'class-transformer';
import { Equals, IsInt, IsOptional, IsPositive, IsString, Matches } from 'class-validator';
import { ValidateNested } from 'class-validator';
import fc from 'fast-check';
import { bootDesk } from '../desk.harness';
import { SchemasModule } from './schemas.module';

class Sale {
  @IsPositive()
  readonly total!: number;

  @IsOptional()
  @IsString()
  readonly card?: string;
}

class SaleDto extends EventDto {
  @Equals('SALE')
  override readonly tipo!: string;

  @ValidateNested()
  @Type(() => Sale)
  override readonly payload!: Sale;
}

class CodedDto extends EventDto {
  @Matches(/^[0-9]{6}-x$/)
  readonly code!: string;
}

class QuoteDto {
  @IsInt()
  readonly count!: number;
}

const topic = exchange('t', 'topic');
const topology = defineTopology({
  exchanges: [topic],
  queues: [
    queue('sales/eu', { event: SaleDto, from: [bind(topic, 'sale.eu')] }),
    queue('coded', { event: CodedDto, from: [bind(topic, 'coded')] }),
    queue('commands', { event: EventDto, from: [bind(topic, '#')] }),
  ],
  commands: { all: [command('quote', { data: QuoteDto })], queue: 'quotes' },
});

interface Shown {
  readonly schema: object;
  readonly example?: object;
}

describe('the schemas', () => {
  let app: NestFastifyApplication;

  beforeAll(async () => (app = await bootDesk(SchemasModule, [[TOPOLOGY, topology]])));
  afterAll(() => app.close());

  const get = async (url: string): Promise<object> =>
    (await app.inject({ url: `/schemas${url}` })).json<object>();
  const check = async (url: string, body: string): Promise<object> => {
    const headers = { 'content-type': 'application/json' };
    const options = { method: 'POST' as const, headers, payload: body };
    return (await app.inject({ ...options, url: `/schemas${url}/check` })).json<object>();
  };

  it('are listed with the classes', async () => {
    expect(await get('')).toEqual({
      queues: [
        { queue: 'sales/eu', event: 'SaleDto' },
        { queue: 'coded', event: 'CodedDto' },
        { queue: 'commands', event: 'EventDto' },
        { queue: 'scheduled', event: 'EventDto' },
      ],
      commands: [{ command: 'quote', data: 'QuoteDto' }],
    });
  });

  it('have an example that they and the check accept', async () => {
    for (const at of ['/sales%2Feu', '/commands', '/commands/quote']) {
      const { example, schema } = (await get(at)) as Shown;
      const validate = new Ajv({ strict: false }).compile(schema);
      expect(validate(example)).toBe(true);
      expect(await check(at, JSON.stringify(example))).toEqual({ ok: true });
      expect(validate({})).toBe(false);
    }
  });

  it('show no example that would be refused', async () => {
    expect(await get('/coded')).toMatchObject({ queue: 'coded', event: 'CodedDto' });
    expect(await get('/coded')).not.toHaveProperty('example');
  });

  it('agree with the check about every sale', async () => {
    const { schema } = (await get('/sales%2Feu')) as Shown;
    const validate = new Ajv({ strict: false }).compile(schema);
    const total = fc.constantFrom<unknown>(1, 0, -1, '1', 0.5);
    const card = fc.constantFrom<unknown>('x', '', 1, {});
    const payload = fc.record({ total, card, more: total }, { requiredKeys: [] });
    const tipo = fc.constantFrom<unknown>('SALE', 'T', 1);
    const event = fc.record(
      { id: fc.constantFrom<unknown>('1', '', 1), tipo, payload, more: card },
      { requiredKeys: [] },
    );
    const agree = fc.asyncProperty(event, async (sent) => {
      expect(await check('/sales%2Feu', JSON.stringify(sent))).toMatchObject({
        ok: validate(sent),
      });
    });
    await fc.assert(agree, {
      examples: [[{ id: '1', tipo: 'SALE', payload: { total: 1 }, more: 1 }]],
    });
  });

  it('are those of the check, which names faults by pointers, and reads the bytes itself', async () => {
    const sale = '{"id":"1","tipo":"SALE","payload":{"total":0}}';
    expect(await check('/sales%2Feu', sale)).toEqual({
      ok: false,
      code: 'invalid_event',
      faults: [{ pointer: '/payload/total', detail: 'total must be a positive number' }],
    });
    expect(await check('/commands', '{"id":')).toMatchObject({ ok: false, code: 'malformed_json' });
    expect(await check('/commands', '')).toMatchObject({ ok: false, code: 'malformed_json' });
    const huge = '{"id":"1","tipo":"T","payload":{"a":1e999}}';
    expect(await check('/commands', huge)).toMatchObject({ faults: [{ pointer: '/payload' }] });
    expect(await check('/commands/quote', '{"count":1,"x":1}')).toEqual({
      ok: false,
      code: 'invalid_command_data',
      faults: [{ pointer: '/x', detail: 'property x should not exist' }],
    });
  });

  it('are none for other names', async () => {
    for (const at of ['/missing', '/commands/missing', '/__proto__', '/quotes']) {
      expect(await get(at)).toMatchObject({ code: 'not_found' });
      expect(await check(at, '{}')).toMatchObject({ code: 'not_found' });
    }
  });
});
