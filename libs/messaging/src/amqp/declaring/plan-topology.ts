import type {
  Binding,
  CommandRoute,
  RetainedStream,
  Queue,
  ReplyQueue,
  Topology,
  UnreadableQueue,
} from '@warren/model';
import { planWaiting } from './plan-waiting';
import { keepByPriority, keepSafely } from './durable-queue-arguments';
import type { Arguments, BindingPlan, QueuePlan, TopologyPlan } from '../../topology/topology-plan';

/**
 * RabbitMQ 4 gives a quorum queue without a limit one of 20, after which it drops the message;
 * 3.x has none. Dead letters are the last place a message has, so theirs is out of reach on both.
 */
const OUT_OF_REACH = 1_000_000_000;

/** Turns the declared topology into everything the broker must have. Pure; a golden file shows it. */
export function planTopology(topology: Topology): TopologyPlan {
  return {
    exchanges: [
      ...topology.exchanges.filter((each) => !each.builtIn),
      topology.deadLetters.exchange,
      topology.commands.cancels,
      topology.alive,
    ].map(({ name, type }) => ({ name, type, durable: true as const })),
    queues: [
      planDeadLetterQueue(topology),
      planUnreadableQueue(topology.unreadable),
      ...topology.queues.map((queue) => planWorkQueue(queue, topology)),
      ...topology.replyQueues.map(planReplyQueue),
      planStream(topology.deadLetters.bodies),
      planStream(topology.journal),
      planStream(topology.schedule.log),
      planCommandQueue(topology.commands),
      ...planWaiting(topology),
    ],
    bindings: [
      planDeadLetterBinding(topology),
      ...topology.queues.flatMap((queue) => queue.bindings.map((each) => planBinding(queue, each))),
    ],
  };
}

function planWorkQueue(queue: Queue, { deadLetters }: Topology): QueuePlan {
  const next = {
    deadLetterExchange: deadLetters.exchange.name,
    deadLetterRoutingKey: queue.name,
  };
  const kept: Arguments =
    queue.maxPriority === undefined
      ? { ...keepSafely(next), 'x-delivery-limit': queue.deliveryLimit }
      : keepByPriority(next, queue.maxPriority);
  return {
    name: queue.name,
    durable: true,
    arguments: {
      ...kept,
      'x-max-length': queue.maxLength,
      ...(queue.ordering === 'strict' && { 'x-single-active-consumer': true }),
    },
  };
}

function planReplyQueue({ name, messageTtlMs, maxLength }: ReplyQueue): QueuePlan {
  return {
    name,
    durable: true,
    arguments: {
      'x-queue-type': 'quorum',
      'x-delivery-limit': OUT_OF_REACH,
      'x-message-ttl': messageTtlMs,
      'x-max-length': maxLength,
      'x-overflow': 'reject-publish',
    },
  };
}

function planDeadLetterQueue({ deadLetters }: Topology): QueuePlan {
  return {
    name: deadLetters.queue,
    durable: true,
    arguments: { 'x-queue-type': 'quorum', 'x-delivery-limit': OUT_OF_REACH },
  };
}

/** It must never refuse a message: the oldest make room. */
function planUnreadableQueue({ queue, maxLength, maxBytes }: UnreadableQueue): QueuePlan {
  return {
    name: queue,
    durable: true,
    arguments: {
      'x-queue-type': 'quorum',
      'x-delivery-limit': OUT_OF_REACH,
      'x-max-length': maxLength,
      'x-max-length-bytes': maxBytes,
      'x-overflow': 'drop-head',
    },
  };
}

/**
 * The broker drops a command at its deadline, also one whose sender gave none.
 * It drops one at its delivery limit too: its caller learns that there was no answer.
 */
function planCommandQueue({ queue, deliveryLimit, longestMs, maxLength }: CommandRoute): QueuePlan {
  return {
    name: queue,
    durable: true,
    arguments: {
      'x-queue-type': 'quorum',
      'x-delivery-limit': deliveryLimit,
      'x-message-ttl': longestMs,
      'x-max-length': maxLength,
      'x-overflow': 'reject-publish',
    },
  };
}

/** A stream keeps what was read; RabbitMQ replicates it over the cluster by itself. */
function planStream({ queue, maxAge, maxBytes, segmentBytes }: RetainedStream): QueuePlan {
  return {
    name: queue,
    durable: true,
    arguments: {
      'x-queue-type': 'stream',
      'x-max-age': maxAge,
      'x-max-length-bytes': maxBytes,
      'x-stream-max-segment-size-bytes': segmentBytes,
    },
  };
}

function planDeadLetterBinding({ deadLetters }: Topology): BindingPlan {
  return {
    source: deadLetters.exchange.name,
    destination: deadLetters.queue,
    destination_type: 'queue',
    routing_key: '',
    arguments: {},
  };
}

function planBinding(queue: Queue, { exchange, routingKey, headers }: Binding): BindingPlan {
  const matching: Arguments = headers ? { ...headers.headers, 'x-match': headers.match } : {};
  return {
    source: exchange.name,
    destination: queue.name,
    destination_type: 'queue',
    routing_key: routingKey,
    arguments: matching,
  };
}
