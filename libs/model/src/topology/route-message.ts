import type { Topology } from './declared-topology';
import type { Binding, Exchange, HeadersMatch } from './exchange';
import { matchesHeaders, type MessageHeaders } from './match-headers';
import { matchesTopic } from './match-topic';
import { retryQueues, stageQueues } from './waiting-queues';

/** A binding by which a queue gets a message, with the names a broker shows. */
export interface RoutedBinding {
  readonly queue: string;
  /** Empty for the default exchange. */
  readonly exchange: string;
  readonly routingKey: string;
  readonly headers?: HeadersMatch;
}

/** What would become of a message. Both empty: it is unroutable. */
export interface Routing {
  /** Each queue once, sorted: several bindings of one queue bring it one copy. */
  readonly queues: string[];
  /** Every binding that matches, in declared order. */
  readonly bindings: RoutedBinding[];
}

/**
 * Which queues of the declared topology a message would reach, and by which bindings. Nothing is
 * sent or asked: a broker with this topology and no further bindings does the same, which a test
 * compares on thousands of generated messages.
 *
 * `exchange` is one of `topology.exchanges` or the dead-letter exchange; from any other nothing is
 * reached, the delay stages included. The headers `CC` and `BCC`, in which a sender may name
 * further routing keys, are not followed: the gateway refuses them.
 */
export function routeMessage(
  topology: Topology,
  exchange: Exchange,
  routingKey: string,
  headers: MessageHeaders,
): Routing {
  const bindings = listBindings(topology, exchange)
    .filter(({ binding }) => matchesBinding(binding, routingKey, headers))
    .map(toRoutedBinding);
  return { queues: [...new Set(bindings.map(({ queue }) => queue))].sort(), bindings };
}

/** A binding with the name of its queue. */
interface QueueBinding {
  readonly queue: string;
  readonly binding: Binding;
}

/** The bindings of one exchange in declared order; those of the default exchange are implicit. */
export function listBindings(
  { queues, replyQueues, deadLetters, delays, commands, unreadable }: Topology,
  exchange: Exchange,
): QueueBinding[] {
  if (exchange.builtIn) {
    const named = [...queues, ...replyQueues].map(({ name }) => name);
    const waiting = [...queues.flatMap(retryQueues), ...stageQueues(delays)];
    const names = [...named, deadLetters.queue, unreadable.queue, ...waiting, commands.queue];
    return names.map((name) => ({ queue: name, binding: { exchange, routingKey: name } }));
  }
  const deadLetter = {
    queue: deadLetters.queue,
    binding: { exchange: deadLetters.exchange, routingKey: '' },
  };
  const declared = queues.flatMap(({ name, bindings }) =>
    bindings.map((binding) => ({ queue: name, binding })),
  );
  return [...declared, deadLetter].filter(({ binding }) => binding.exchange.name === exchange.name);
}

/** Whether the exchange of a binding would send a message along it. */
export function matchesBinding(
  { exchange, routingKey: bound, headers: wanted }: Binding,
  routingKey: string,
  headers: MessageHeaders,
): boolean {
  switch (exchange.type) {
    case 'direct':
      return bound === routingKey;
    case 'topic':
      return matchesTopic(bound, routingKey);
    case 'fanout':
      return true;
    case 'headers':
      return matchesHeaders(wanted, headers);
  }
}

function toRoutedBinding({ queue, binding }: QueueBinding): RoutedBinding {
  const { exchange, ...how } = binding;
  return { queue, exchange: exchange.name, ...how };
}
