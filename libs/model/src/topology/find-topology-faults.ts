import type { PublishRoute, Topology } from './declared-topology';
import type { Exchange } from './exchange';
import { findQueueFaults } from './find-queue-faults';
import { comparedHeaders } from './match-headers';
import type { Queue } from './queue';
import { matchesBinding } from './route-message';
import { isWaitingQueue } from './waiting-queues';

/** The names that the library makes, and those of commands: safe in routing keys, URLs and log lines. */
export const NAME = /^[a-z0-9_-]+(\.[a-z0-9_-]+)*$/;
/**
 * What RabbitMQ takes, since exchanges and queues of an application may have been named before, but for
 * white space, commas and what cannot be seen: names stand in lists and before message ids.
 */
const BROKER_NAME = /^(?!amq\.)[^\s,\p{C}\p{Z}]+$/u;
/** AMQP short strings hold 255 bytes. */
const MAX_NAME_BYTES = 255;
/** The names of retry queues and consumers begin with that of the queue. */
const MAX_QUEUE_NAME_BYTES = 127;

/** Says that `what` is not a name that the library could begin its own with. */
export function describeName(what: string): string {
  return `${what} is not a name: use lower case words of a-z, 0-9, _ and - with dots`;
}

/** Every reason why this topology cannot work, as sentences. Empty when there is none. */
export function findTopologyFaults(topology: Topology): string[] {
  return [
    ...findNameFaults(topology),
    ...findBindingFaults(topology),
    ...findRouteFaults(topology),
    ...findDeadLetterFaults(topology),
    ...findScheduleFaults(topology),
    ...findQueueFaults(topology),
    ...findCommandFaults(topology),
  ];
}

function findNameFaults({
  exchanges,
  queues,
  replyQueues,
  deadLetters,
  delays,
  journal,
  schedule,
  commands,
  unreadable,
  alive,
}: Topology): string[] {
  const declared = exchanges.filter((each) => !each.builtIn);
  const exchangeNames = [
    ...declared.map((each) => each.name),
    deadLetters.exchange.name,
    commands.cancels.name,
    alive.name,
  ];
  const queueNames = [...queues, ...replyQueues]
    .map(({ name }) => name)
    .concat(deadLetters.queue, deadLetters.bodies.queue, journal.queue)
    .concat(schedule.log.queue, commands.queue, unreadable.queue, unreadable.lock);
  return [
    ...repeated(exchangeNames).map((name) => `two exchanges are named '${name}'`),
    ...repeated(queueNames).map((name) => `two queues are named '${name}'`),
    ...findUnfit(exchangeNames, MAX_NAME_BYTES),
    ...findUnfit(queueNames, MAX_QUEUE_NAME_BYTES),
    ...[...exchangeNames, ...queueNames]
      .filter((name) => isWaitingQueue({ delays, queues }, name))
      .map((name) => `'${name}' is a name of the queues in which messages wait`),
  ];
}

function findUnfit(names: readonly string[], maxBytes: number): string[] {
  return names
    .filter((name) => !BROKER_NAME.test(name) || Buffer.byteLength(name) > maxBytes)
    .map(
      (name) =>
        `'${name}' is not a name: use 1 to ${maxBytes} bytes without white space, commas or control characters that do not begin with amq.`,
    );
}

function findBindingFaults({ exchanges, queues }: Topology): string[] {
  return queues.flatMap((queue) =>
    queue.bindings.flatMap(({ exchange, headers, routingKey }) => {
      const bound = `queue '${queue.name}' is bound to`;
      if (exchange.builtIn)
        return [`${bound} the default exchange, which the broker does by itself`];
      if (!exchanges.includes(exchange))
        return [`${bound} '${exchange.name}', which is not declared`];
      if (exchange.type === 'headers' && comparedHeaders(headers).length === 0) {
        return [`${bound} '${exchange.name}' without a header to match`];
      }
      if (
        exchange.type === 'topic' &&
        routingKey.split('.').filter((word) => word === '#').length > 2
      ) {
        // RabbitMQ tries every way to share the words: seconds for one key of 40 words.
        return [
          `${bound} '${exchange.name}' by '${routingKey}': more than two # take the broker too long`,
        ];
      }
      return [];
    }),
  );
}

function findRouteFaults({ exchanges, queues, routes }: Topology): string[] {
  return Object.entries(routes).flatMap(([name, route]) => {
    if (!exchanges.includes(route.exchange)) {
      return [
        `publish route '${name}' names the exchange '${route.exchange.name}', which is not declared`,
      ];
    }
    if (queues.some((queue) => isReachable(route, queue))) return [];
    const key = route.routingKey === undefined ? 'any routing key' : `'${route.routingKey}'`;
    return [
      `publish route '${name}' can reach no queue: nothing is bound to ${title(route.exchange)} for ${key}`,
    ];
  });
}

function isReachable({ exchange, routingKey }: PublishRoute, queue: Queue): boolean {
  if (exchange.builtIn) return routingKey === undefined || routingKey === queue.name;
  const isOpen = routingKey === undefined || exchange.type === 'headers';
  return queue.bindings.some(
    (binding) =>
      binding.exchange === exchange && (isOpen || matchesBinding(binding, routingKey, {})),
  );
}

function findDeadLetterFaults({ exchanges, queues, deadLetters }: Topology): string[] {
  if (deadLetters.exchange.name === '' || deadLetters.queue === '') {
    return ['there is no dead-letter route: name its exchange and its queue'];
  }
  const leadsOut =
    exchanges.includes(deadLetters.exchange) ||
    queues.some((queue) => queue.bindings.some((each) => each.exchange === deadLetters.exchange));
  return leadsOut ? ['the dead-letter exchange must be bound to the dead-letter queue alone'] : [];
}

function findScheduleFaults({ delays, schedule: { longestMs } }: Topology): string[] {
  const longest = delays.unitMs * (2 ** delays.levels - 1);
  return longestMs > longest
    ? [`the schedule reaches ${longestMs} ms ahead; the delay stages hold ${longest} ms`]
    : [];
}

function findCommandFaults({ commands }: Topology): string[] {
  const names = commands.all.map(({ name }) => name);
  return [
    ...repeated(names).map((name) => `two commands are named '${name}'`),
    ...names
      .filter((name) => !NAME.test(name) || name.length > MAX_QUEUE_NAME_BYTES)
      .map(
        (name) =>
          `'${name}' is not a name of a command: use lower case words of a-z, 0-9, _ and - with dots`,
      ),
  ];
}

function repeated(names: readonly string[]): string[] {
  return [...new Set(names.filter((name, index) => names.indexOf(name) !== index))];
}

function title(exchange: Exchange): string {
  return exchange.builtIn ? 'the default exchange' : `'${exchange.name}'`;
}
