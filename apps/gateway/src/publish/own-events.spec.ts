import { routes, topology } from '@warren/contracts';
import { EventDto, type EventClass, type PublishRoute } from '@warren/model';
import { Contracts } from '@warren/messaging';
import { StrictValidationPipe } from '@warren/platform';
import { Matches } from 'class-validator';
import { JSONSchema } from 'class-validator-jsonschema';
import { exampleOf, ownEventsOf, schemasOf } from './own-events';
import { PublishEventDto } from './publish-event.dto';

const own = Object.values(routes).flatMap((route: PublishRoute) =>
  ownEventsOf(route).map((each) => ({ route, each })),
);

describe('the events of their own classes, in OpenAPI', () => {
  it('are those of each queue that a route leads to, with an example that the queue takes', async () => {
    const contracts = new Contracts(topology);
    for (const { each, route } of own) {
      const example = exampleOf(each) as PublishEventDto;
      expect(await new StrictValidationPipe().check(PublishEventDto, example)).toBe(example);
      const { headers } = example.options ?? {};
      const { exchange } = route;
      expect(await contracts.find(exchange, each.routingKey, example, headers)).toBeUndefined();
    }
    const queues = ['etl.jobs', 'orders.paid', 'notifications.sms', 'greetings.es', 'logs.lines'];
    expect(own.map(({ each }) => each.queue)).toEqual(expect.arrayContaining(queues));
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
    expect(schemasOf(ownEventsOf(routes.topic))[0]).toMatchObject({
      title: 'OrderCreatedDto',
      description: 'Taken by orders.created',
      properties: {
        tipo: { enum: ['ORDER_CREATED'] },
        payload: { required: ['total'], properties: { card: { maxLength: 64 } } },
      },
    });
  });
});
