import { topology as own } from '@warren/contracts';
import {
  EventDto,
  listBindings,
  matchesBinding,
  type Binding,
  type EventClass,
  type PublishRoute,
  type Topology,
} from '@warren/model';
import { toEventSchema, toExample, type SchemaObject } from '@warren/http';
import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';

/** An event of a class of its own that a route takes for a queue. */
interface OwnEvent {
  readonly queue: string;
  readonly event: EventClass;
  /** A routing key, and headers, that bring it there. */
  readonly routingKey: string;
  readonly headers?: object;
}

/** The events that have a class of their own, for each queue that the route leads to. */
export function ownEventsOf(
  { exchange, routingKey }: PublishRoute,
  topology: Topology = own,
): OwnEvent[] {
  const events = new Map(topology.queues.map(({ event, name }) => [name, event]));
  return listBindings(topology, exchange)
    .filter(({ binding }) => isOf(binding, routingKey))
    .flatMap(({ binding, queue }) => {
      const event = events.get(queue);
      if (event === undefined || event === EventDto) return [];
      const { headers } = binding.headers ?? {};
      return [{ queue, event, routingKey: fillIn(binding), ...(headers && { headers }) }];
    });
}

/** Their schemas, each class once, with the queues that it is for. */
export function schemasOf(events: readonly OwnEvent[]): SchemaObject[] {
  return [...new Set(events.map(({ event }) => event))].map((event) => {
    const queues = events.filter((each) => each.event === event).map(({ queue }) => queue);
    const description = `Taken by ${[...new Set(queues)].join(', ')}`;
    return { title: event.name, description, ...toEventSchema(event) };
  });
}

/** A request body that the queue takes; undefined when none can be made of the schema. */
export function exampleOf({ event, headers }: OwnEvent): object | undefined {
  const example = toExample(toEventSchema(event)) as object;
  return isTaken(event, example)
    ? { ...example, ...(headers && { options: { headers } }) }
    : undefined;
}

function isTaken(event: EventClass, example: object): boolean {
  try {
    return validateSync(plainToInstance(event, example)).length === 0;
  } catch {
    // A decorator of the class stumbled over what was made up.
    return false;
  }
}

function isOf(binding: Binding, routingKey: string | undefined): boolean {
  if (routingKey === undefined || binding.exchange.type === 'headers') return true;
  return matchesBinding(binding, routingKey, {});
}

/** A key that the pattern of a topic binding matches. */
function fillIn({ routingKey }: Binding): string {
  return routingKey.replaceAll('*', 'eu').replaceAll('#', 'any');
}
