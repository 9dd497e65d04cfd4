import type { BrokerQueue, QueuesSeen } from '@warren/messaging';
import {
  defaultExchange,
  retryQueues,
  stageQueues,
  type Queue,
  type Topology,
} from '@warren/model';
import { isConsumed, listQueues } from '../queues/list-queues';
import { depthOf } from '../queues/queue-history';
import type { RouteRates } from './route-rates.projection';
import type { EdgeDto, NodeDto, TopologyLiveDto } from './topology-live.dto';

/** What flows, as far as the journal says it: messages a second over the last minute. */
export interface Flows {
  readonly routes: Pick<RouteRates, 'along' | 'straightTo'>;
  readonly dead: (queue: string) => number;
}

/** The topology as nodes and edges, with what is in it and what flows. Pure. */
export function buildMap(topology: Topology, seen: QueuesSeen, flows: Flows): TopologyLiveDto {
  const nodes = [...exchangeNodes(topology), ...queueNodes(topology, seen)];
  const edges = [
    ...topology.queues.flatMap((queue) =>
      edgesOf(queue, topology, { ...flows, queues: seen.queues }),
    ),
    ...waysOfLibrary(topology),
  ];
  const bound = new Set(edges.filter(({ kind }) => kind === 'binding').map(({ from }) => from));
  return {
    ...{ source: seen.source, at: seen.at.toISOString(), nodes, edges },
    withoutConsumer: nodes.filter((each) => each.isConsumed && each.consumers === 0).map(idOf),
    boundToNothing: topology.exchanges
      .filter(({ builtIn, name }) => !builtIn && !bound.has(exchangeId(name)))
      .map(({ name }) => exchangeId(name)),
    onlyByName: topology.queues
      .filter(({ bindings }) => bindings.every(({ exchange }) => exchange.builtIn))
      .map(({ name }) => queueId(name)),
  };
}

const idOf = ({ id }: NodeDto): string => id;
const exchangeId = (name: string): string => `exchange:${name}`;
const queueId = (name: string): string => `queue:${name}`;

function exchangeNodes({ commands, deadLetters, exchanges }: Topology): NodeDto[] {
  const own = exchanges.filter(({ builtIn }) => !builtIn);
  const all = [defaultExchange(), ...own, deadLetters.exchange, commands.cancels];
  return all.map(({ name, type }) => ({
    id: exchangeId(name),
    type: 'exchange',
    name,
    kind: type,
  }));
}

function queueNodes(topology: Topology, { queues }: QueuesSeen): NodeDto[] {
  return listQueues(topology).map(({ kind, name }) => {
    const seen: BrokerQueue | undefined = queues.get(name);
    const messages = seen && depthOf(seen);
    const { consumers, state } = seen ?? {};
    const isUsed = isConsumed(kind);
    return {
      id: queueId(name),
      type: 'queue',
      name,
      kind,
      messages,
      consumers,
      state,
      isConsumed: isUsed,
    };
  });
}

function edgesOf(
  queue: Queue,
  { deadLetters }: Topology,
  flows: Flows & Pick<QueuesSeen, 'queues'>,
): EdgeDto[] {
  const to = queueId(queue.name);
  const bindings = queue.bindings
    .filter(({ exchange }) => !exchange.builtIn)
    .map((binding): EdgeDto => {
      const { exchange, headers, routingKey } = binding;
      const perSecond = flows.routes.along(binding);
      return {
        kind: 'binding',
        from: exchangeId(exchange.name),
        to,
        routingKey,
        headers,
        perSecond,
      };
    });
  const retries = retryQueues(queue).flatMap((name): EdgeDto[] => [
    { kind: 'retry', from: to, to: queueId(name), perSecond: flows.queues.get(name)?.inPerSecond },
    { kind: 'retry-back', from: queueId(name), to },
  ]);
  return [
    ...bindings,
    {
      ...{ kind: 'by-name' as const, from: exchangeId(''), to },
      perSecond: flows.routes.straightTo(queue.name),
    },
    ...retries,
    {
      ...{ kind: 'dead-letter' as const, from: to, to: exchangeId(deadLetters.exchange.name) },
      perSecond: flows.dead(queue.name),
    },
  ];
}

function waysOfLibrary({ deadLetters, delays, schedule }: Topology): EdgeDto[] {
  const { exchange, queue } = deadLetters;
  return [
    { kind: 'binding', from: exchangeId(exchange.name), to: queueId(queue), routingKey: '' },
    ...stageQueues(delays).map((name): EdgeDto => {
      return { kind: 'delay', from: queueId(name), to: queueId(schedule.queue) };
    }),
  ];
}
