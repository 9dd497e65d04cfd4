import {
  EventDto,
  queue,
  routeMessage,
  type Binding,
  type Exchange,
  type MessageHeaders,
  type Topology,
} from '@warren/model';
import { topology, waitFor } from '@warren/testing';
import type { ChannelModel } from 'amqplib';
import { declarePlan } from './declare-plan';
import { planTopology } from './plan-topology';
import type { TopologyPlan } from '../../topology/topology-plan';

const LAST = 'last';

/** A message that is sent to see where it goes. */
export interface Sent {
  readonly exchange: Exchange;
  readonly routingKey: string;
  readonly headers: MessageHeaders | undefined;
}

/** A message, the queues it should have come to, and those it came to. */
export interface Routed extends Sent {
  readonly foretold: readonly string[];
  readonly reached: readonly string[];
}

/** Declares the topology unless `queues` names those to look at, sends each message, and says where it went. */
export async function routeByBroker(
  connection: ChannelModel,
  declared: Topology,
  sent: readonly Sent[],
  queues?: readonly string[],
): Promise<Routed[]> {
  if (queues === undefined) await declareClassic(connection, planTopology(declared), declared);
  const reached = await deliver(
    connection,
    sent,
    queues ?? declared.queues.map(({ name }) => name),
  );
  return sent.map((message, index) => ({
    ...message,
    foretold: routeMessage(declared, message.exchange, message.routingKey, message.headers ?? {})
      .queues,
    reached: (reached[index] as string[]).sort(),
  }));
}

/** A topology of one exchange and a queue for each list of bindings. */
export function topologyOf(to: Exchange, bindings: readonly (readonly Binding[])[]): Topology {
  const queues = bindings.map((from, index) => queue(`q.${index}`, { event: EventDto, from }));
  return { ...topology, exchanges: [to], queues };
}

/** The queues each message came to, once per copy. Every queue is read to its last message. */
async function deliver(
  connection: ChannelModel,
  sent: readonly Sent[],
  queues: readonly string[],
): Promise<string[][]> {
  const reached = sent.map((): string[] => []);
  const unread = new Set(queues);
  const reader = await connection.createChannel();
  const take = (name: string, id: string): void => {
    if (id === LAST) unread.delete(name);
    else reached[Number(id)]?.push(name);
  };
  for (const name of queues) {
    await reader.consume(name, (got) => take(name, String(got?.properties.messageId)), {
      noAck: true,
    });
  }
  const publisher = await connection.createConfirmChannel();
  for (const [index, { exchange: to, routingKey, headers }] of sent.entries()) {
    publisher.publish(to.name, routingKey, Buffer.alloc(0), {
      messageId: String(index),
      ...(headers && { headers }),
    });
  }
  await publisher.waitForConfirms();
  for (const name of queues) publisher.sendToQueue(name, Buffer.alloc(0), { messageId: LAST });
  await waitFor('the last message of every queue', () => unread.size === 0);
  return reached;
}

/** Declares the exchanges, queues and bindings of `declared` alone; classic queues, being quick. */
async function declareClassic(
  connection: ChannelModel,
  plan: TopologyPlan,
  { exchanges, queues }: Topology,
): Promise<void> {
  const isOurs = ({ name }: { name: string }): boolean =>
    [...exchanges, ...queues].some((each) => each.name === name);
  await declarePlan(connection, {
    exchanges: plan.exchanges.filter(isOurs),
    queues: plan.queues.filter(isOurs).map((each) => ({ ...each, arguments: {} })),
    bindings: plan.bindings.filter(({ source }) => isOurs({ name: source })),
  });
}
