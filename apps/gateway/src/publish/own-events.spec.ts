import { routes, topology as ours } from '@warren/contracts';
import {
  bind,
  bindHeaders,
  defineTopology,
  EventDto,
  exchange,
  queue,
  type EventClass,
  type PublishRoute,
  type Topology,
} from '@warren/model';
import { Contracts } from '@warren/messaging';
import { StrictValidationPipe } from '@warren/platform';
import { Type } from 'class-transformer';
import {
  ArrayMinSize,
  Equals,
  IsDateString,
  IsEmail,
  IsInt,
  IsISO4217CurrencyCode,
  IsISO8601,
  IsNumberString,
  IsUrl,
  IsUUID,
  Matches,
  MaxLength,
  ValidateNested,
} from 'class-validator';
import { JSONSchema } from 'class-validator-jsonschema';
import { exampleOf, ownEventsOf, schemasOf } from './own-events';
import { PublishEventDto } from './publish-event.dto';

class Order {
  @IsInt()
  readonly total!: number;

  @MaxLength(64)
  readonly card!: string;
}

class Shipment {
  @IsEmail()
  readonly to!: string;

  @IsUUID()
  readonly parcel!: string;

  @IsUrl()
  readonly tracking!: string;

  @IsISO8601()
  readonly packed!: string;

  @IsDateString()
  readonly sent!: string;

  @IsNumberString()
  readonly weight!: string;

  @IsISO4217CurrencyCode()
  readonly currency!: string;

  @ArrayMinSize(2)
  @IsEmail({}, { each: true })
  readonly copies!: string[];

  @ValidateNested({ each: true })
  @ArrayMinSize(1)
  @Type(() => Order)
  readonly orders!: Order[];
}

class ShipmentDto extends EventDto {
  @ValidateNested()
  @Type(() => Shipment)
  override readonly payload!: Shipment;
}

class OrderDto extends EventDto {
  @Equals('ORDER')
  override readonly tipo!: string;

  @ValidateNested()
  @Type(() => Order)
  override readonly payload!: Order;
}

const [topic, languages] = [exchange('topic', 'topic'), exchange('languages', 'headers')];
const topology = defineTopology({
  exchanges: [topic, languages],
  queues: [
    queue('orders', { event: OrderDto, from: [bind(topic, 'order.*.placed')] }),
    queue('spanish', {
      event: OrderDto,
      from: [bindHeaders(languages, 'all', { lang: 'es' })],
    }),
    queue('shipments', { event: ShipmentDto, from: [bind(topic, 'shipment.*')] }),
    queue('audit', { event: EventDto, from: [bind(topic, '#')] }),
  ],
});

/** The queues for which there is an example; each takes its own. */
async function tryExamples(from: readonly PublishRoute[], to: Topology): Promise<string[]> {
  const contracts = new Contracts(to);
  const tried: string[] = [];
  for (const route of from) {
    for (const each of ownEventsOf(route, to)) {
      const example = exampleOf(each) as PublishEventDto;
      expect(example).toBeDefined();
      expect(await new StrictValidationPipe().check(PublishEventDto, example)).toBe(example);
      const { headers } = example.options ?? {};
      const faults = await contracts.find(route.exchange, each.routingKey, example, headers);
      expect(faults ?? []).toEqual([]);
      tried.push(each.queue);
    }
  }
  return tried;
}

describe('the events of their own classes, in OpenAPI', () => {
  it('are those of each queue that a route leads to, with an example that the queue takes', async () => {
    const own = [{ exchange: topic }, { exchange: languages }];
    expect(await tryExamples(own, topology)).toEqual(['orders', 'shipments', 'spanish']);
    expect(await tryExamples(Object.values(routes), ours)).not.toEqual([]);
  });

  it('have none where the rules of their class ask for more than can be made up, but for one that it says', () => {
    class Ticket extends EventDto {
      @Matches(/^T-\d+$/)
      override readonly id!: string;
    }
    @JSONSchema({ example: { id: 'T-1', tipo: 'TICKET', payload: {} } })
    class ShownTicket extends EventDto {
      @Matches(/^T-\d+$/)
      override readonly id!: string;
    }
    const of = (event: EventClass): object | undefined =>
      exampleOf({ event, queue: 'tickets', routingKey: '' });
    expect(of(Ticket)).toBeUndefined();
    expect(of(ShownTicket)).toEqual({ id: 'T-1', tipo: 'TICKET', payload: {} });
  });

  it('have the schema of their class, with that of its payload', () => {
    expect(schemasOf(ownEventsOf({ exchange: topic }, topology))).toMatchObject([
      {
        title: 'OrderDto',
        description: 'Taken by orders',
        properties: {
          tipo: { enum: ['ORDER'] },
          payload: { required: ['total', 'card'], properties: { card: { maxLength: 64 } } },
        },
      },
      { title: 'ShipmentDto' },
    ]);
  });
});
