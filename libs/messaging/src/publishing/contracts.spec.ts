import {
  bind,
  bindAll,
  bindHeaders,
  defaultExchange,
  defineTopology,
  EventDto,
  exchange,
  queue,
} from '@warren/model';
import { Type } from 'class-transformer';
import { Equals, IsPositive, IsString, ValidateNested } from 'class-validator';
import { Contracts } from './contracts';

class Buyer {
  @IsString()
  readonly name!: string;
}

class Sale {
  @IsPositive()
  readonly total!: number;

  @ValidateNested()
  @Type(() => Buyer)
  readonly buyer!: Buyer;
}

class SaleDto extends EventDto {
  @Equals('SALE')
  override readonly tipo!: string;

  @ValidateNested()
  @Type(() => Sale)
  override readonly payload!: Sale;
}

const [topic, fanout, headers] = [
  exchange('t', 'topic'),
  exchange('f', 'fanout'),
  exchange('h', 'headers'),
];
const topology = defineTopology({
  exchanges: [defaultExchange(), topic, fanout, headers],
  queues: [
    queue('sales', { event: SaleDto, from: [bind(topic, 'sale.*'), bind(topic, '#.eu')] }),
    queue('audit', { event: EventDto, from: [bind(topic, '#'), bindAll(fanout)] }),
    queue('mail', { event: SaleDto, from: [bindAll(fanout)] }),
    queue('sms', { event: SaleDto, from: [bindAll(fanout)] }),
    queue('vip', { event: SaleDto, from: [bindHeaders(headers, 'all', { vip: true })] }),
  ],
});
const good = {
  id: '1',
  tipo: 'SALE',
  payload: { total: 1, buyer: { name: 'Ana', age: 40 }, x: 1 },
};
const bad = { ...good, payload: { total: 0, buyer: {} } };

describe('the contracts of the queues that an event would reach', () => {
  const contracts = new Contracts(topology);

  it('are kept, without a promise, by an event that they accept, with fields that they do not name', () => {
    expect(contracts.find(topic, 'sale.eu', good)).toBeUndefined();
    expect(contracts.find(fanout, '', good)).toBeUndefined();
  });

  it('ask nothing where no queue has a class of its own', () => {
    expect(contracts.find(topic, 'other', bad)).toBeUndefined();
    expect(contracts.find(defaultExchange(), 'audit', bad)).toBeUndefined();
    expect(contracts.find(headers, '', bad, { vip: 'true' })).toBeUndefined();
  });

  it('name each fault by its queue and its field', async () => {
    const faults = (name: string): object[] => [
      { queue: name, pointer: '/payload/total', detail: 'total must be a positive number' },
      { queue: name, pointer: '/payload/buyer/name', detail: 'name must be a string' },
    ];
    // Two bindings of one queue bring it one copy.
    expect(await contracts.find(topic, 'sale.eu', bad)).toEqual(faults('sales'));
    expect(await contracts.find(defaultExchange(), 'mail', bad)).toEqual(faults('mail'));
    expect(await contracts.find(headers, '', bad, { vip: true })).toEqual(faults('vip'));
    expect(await contracts.find(fanout, '', bad)).toEqual([...faults('mail'), ...faults('sms')]);
  });

  it.each([
    ['a nested object that is missing', { total: 1 }, '/payload/buyer'],
    ['one that is a text', { total: 1, buyer: 'Ana' }, '/payload/buyer'],
    ['a name that objects inherit', { total: '1', constructor: 'x' }, '/payload/total'],
  ])('see %s', async (_, payload, pointer) => {
    const found = await contracts.find(topic, 'sale.us', { ...good, payload });
    expect(found?.map((each) => each.pointer)).toContain(pointer);
  });

  it('accept, by a promise, what only a consumer of theirs can say', async () => {
    const payload = { ...good.payload, constructor: 'Acme' };
    expect(await contracts.find(topic, 'sale.us', { ...good, payload })).toEqual([]);
  });

  it('leave a fault in more than 1,000 values to the consumer', () => {
    const payload = { ...bad.payload, many: Array.from({ length: 1_001 }, () => 0) };
    expect(contracts.find(topic, 'sale.us', { ...bad, payload })).toBeUndefined();
  });

  it('refuse by the route, or only warn, and say where the event is in what was sent', async () => {
    const terms = { parent: '/event' };
    const pointers = ['/event/payload/total', '/event/payload/buyer/name'];
    await expect(contracts.check({ exchange: fanout }, '', bad, terms)).rejects.toMatchObject({
      code: 'contract_violated',
      message:
        "'mail', 'sms' would refuse it: total must be a positive number; name must be a string",
      fields: { errors: [...pointers, ...pointers].map((pointer) => ({ pointer })) },
    });
    const route = { exchange: fanout, onViolation: 'warn' } as const;
    expect(await contracts.check(route, '', bad, terms)).toHaveLength(4);
    expect(contracts.check(route, '', good, terms)).toBeUndefined();
  });
});
