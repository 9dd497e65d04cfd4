import type { DelayStages, Exchange } from '@warren/contracts';
import type { BindingPlan, ExchangePlan, QueuePlan, TopologyPlan } from '../topology/topology-plan';
import { keepSafely } from '../topology/queue-arguments';

/**
 * How a message waits without a plugin: a ladder of stages, the idea of NServiceBus's delay
 * infrastructure. Level `n` is a topic exchange and a queue whose messages expire after
 * `unitMs * 2^n`. The routing key carries the delay as bits, highest level first, and behind them
 * the destination queue: at each level the bit decides between waiting there and passing on, and
 * the last exchange routes by what stands behind the bits. Every message in one queue waits the
 * same time, so a short delay never waits behind a long one.
 */

/** Where to publish a message so that it reaches `queue` after `delayMs`, rounded up to the unit. */
export function delayRoute(
  stages: DelayStages,
  delayMs: number,
  queue: string,
): { exchange: string; routingKey: string } {
  const units = Math.max(1, Math.ceil(delayMs / stages.unitMs));
  if (units > 2 ** stages.levels - 1) {
    throw new RangeError(`a delay of ${delayMs} ms is longer than the delay stages can hold`);
  }
  const highest = Math.floor(Math.log2(units));
  return {
    exchange: levelName(stages, highest),
    routingKey: `${bitsOf(units, stages.levels)}.${queue}`,
  };
}

/** Where to publish a message so that it reaches `queue`, and no other, at once. */
export function deliveryRoute(
  stages: DelayStages,
  queue: string,
): { exchange: string; routingKey: string } {
  return { exchange: stages.delivery.name, routingKey: `${bitsOf(0, stages.levels)}.${queue}` };
}

/** The exchanges, queues and bindings of the ladder, with its end bound to `queues`. */
export function planDelays(stages: DelayStages, queues: readonly string[]): TopologyPlan {
  const levels = Array.from({ length: stages.levels }, (_, level) => level);
  return {
    exchanges: [
      ...levels.map((level) => levelExchange(stages, level)),
      topicExchange(stages.delivery),
    ],
    queues: levels.map((level) => levelQueue(stages, level)),
    bindings: [
      ...levels.flatMap((level) => levelBindings(stages, level)),
      ...queues.map((queue) => deliveryBinding(stages, queue)),
    ],
  };
}

function levelName({ prefix }: DelayStages, level: number): string {
  return `${prefix}.${String(level).padStart(2, '0')}`;
}

/** What comes after a level: the next lower one, and after the lowest the delivery exchange. */
function nextExchange(stages: DelayStages, level: number): string {
  return level === 0 ? stages.delivery.name : levelName(stages, level - 1);
}

function bitsOf(units: number, levels: number): string {
  return [...units.toString(2).padStart(levels, '0')].join('.');
}

function levelExchange(stages: DelayStages, level: number): ExchangePlan {
  return { name: levelName(stages, level), type: 'topic', durable: true };
}

function topicExchange({ name, type }: Exchange): ExchangePlan {
  return { name, type, durable: true };
}

function levelQueue(stages: DelayStages, level: number): QueuePlan {
  return {
    name: levelName(stages, level),
    durable: true,
    arguments: {
      ...keepSafely({ deadLetterExchange: nextExchange(stages, level) }),
      'x-message-ttl': stages.unitMs * 2 ** level,
    },
  };
}

function levelBindings(stages: DelayStages, level: number): BindingPlan[] {
  const higher = '*.'.repeat(stages.levels - 1 - level);
  const source = levelName(stages, level);
  return [
    bindingTo('queue', source, `${higher}1.#`, source),
    bindingTo('exchange', nextExchange(stages, level), `${higher}0.#`, source),
  ];
}

function deliveryBinding(stages: DelayStages, queue: string): BindingPlan {
  return bindingTo('queue', queue, `${'*.'.repeat(stages.levels)}${queue}`, stages.delivery.name);
}

function bindingTo(
  kind: BindingPlan['destination_type'],
  destination: string,
  routingKey: string,
  source: string,
): BindingPlan {
  return { source, destination, destination_type: kind, routing_key: routingKey, arguments: {} };
}
