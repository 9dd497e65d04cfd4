import type { HeadersMatch, ReplyQueue, Topology } from '@warren/model';

/** The declared topology as JSON. */
export interface TopologyDescription {
  readonly exchanges: readonly { name: string; type: string; builtIn: boolean }[];
  readonly queues: readonly {
    name: string;
    event: string;
    bindings: readonly { exchange: string; routingKey: string; headers?: HeadersMatch }[];
    retryDelaysMs: readonly number[];
    prefetch: number;
    deliveryLimit: number;
    maxLength: number;
    maxPriority?: number;
  }[];
  readonly replyQueues: readonly ReplyQueue[];
  readonly deadLetters: { exchange: string; queue: string };
  readonly unreadable: { queue: string };
  readonly commands: { queue: string; cancels: string; names: readonly string[] };
  readonly delays: { prefix: string; levels: number; unitMs: number };
  readonly schedule: { queue: string; longestMs: number };
}

/** Writes the topology with names in place of references. */
export function describeTopology(topology: Topology): TopologyDescription {
  const { commands, deadLetters, delays, schedule, unreadable } = topology;
  return {
    exchanges: topology.exchanges.map(({ name, type, builtIn }) => ({ name, type, builtIn })),
    queues: topology.queues.map(({ event, bindings, retry, ...queue }) => ({
      ...queue,
      event: event.name,
      bindings: bindings.map(({ exchange, ...binding }) => ({
        exchange: exchange.name,
        ...binding,
      })),
      retryDelaysMs: retry.delaysMs,
    })),
    replyQueues: topology.replyQueues,
    deadLetters: { exchange: deadLetters.exchange.name, queue: deadLetters.queue },
    unreadable: { queue: unreadable.queue },
    commands: {
      queue: commands.queue,
      cancels: commands.cancels.name,
      names: commands.all.map(({ name }) => name),
    },
    delays: { prefix: delays.prefix, levels: delays.levels, unitMs: delays.unitMs },
    schedule: { queue: schedule.queue, longestMs: schedule.longestMs },
  };
}
