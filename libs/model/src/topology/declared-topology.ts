import type { Command } from '../commands/command';
import type { Exchange } from './exchange';
import type { Queue } from './queue';

/**
 * What a gateway endpoint may publish: one exchange, and either one fixed routing key or any key
 * the caller gives within the pattern that the gateway checks.
 */
export interface PublishRoute {
  readonly exchange: Exchange;
  /** Absent: the caller chooses the routing key. */
  readonly routingKey?: string;
  /**
   * What becomes of an event that the DTO of a queue it would reach does not accept. `refuse`, the
   * default: nothing is sent. `warn`: it is published, and the receipt has the faults.
   */
  readonly onViolation?: 'refuse' | 'warn';
}

/** Where a message goes that cannot be handled. The route is terminal: nothing leads out of it. */
export interface DeadLetterRoute {
  readonly exchange: Exchange<'fanout'>;
  readonly queue: string;
  /** The bytes of those that are too large for the journal, in pieces. */
  readonly bodies: RetainedStream;
}

/**
 * The stages in which a message rests that is to be delivered later. Level `n` holds a message for
 * `unitMs * 2^n`, then hands it to the queue of the schedule.
 */
export interface DelayStages {
  /** Level `n` has a queue named `<prefix>.stage.<n>`, two digits. */
  readonly prefix: string;
  readonly levels: number;
  readonly unitMs: number;
}

/** A queue for answers. It has no handler here: the requester reads it. */
export interface ReplyQueue {
  readonly name: string;
  /** How long an answer waits to be read, in milliseconds. */
  readonly messageTtlMs: number;
  /** Answers the queue holds before the broker refuses more. */
  readonly maxLength: number;
}

/**
 * A queue for messages whose properties cannot be read, with their bytes. Nothing consumes it; when it
 * is full, the oldest go first.
 */
export interface UnreadableQueue {
  readonly queue: string;
  /** An exclusive queue without messages: the process that has it may look through `queue`. */
  readonly lock: string;
  /** How many messages it holds at most. */
  readonly maxLength: number;
  /** How many bytes of them it holds at most: who looks at it reads them all. */
  readonly maxBytes: number;
}

/**
 * How commands reach a worker. All of them share one queue, and every worker that serves commands
 * serves all of them.
 *
 * Nothing leads out of the queue, and it has no dead letters: a command is worth nothing after its
 * deadline, and its caller gets the outcome.
 */
export interface CommandRoute {
  readonly queue: string;
  /** Where callers cancel commands; every worker receives the cancellations. */
  readonly cancels: Exchange<'fanout'>;
  readonly all: readonly Command[];
  /** Commands one worker process runs at a time. */
  readonly prefetch: number;
  /** Returns to the queue without an answer (a crash, a lost connection) before the broker drops it. */
  readonly deliveryLimit: number;
  /** Commands the queue holds before the broker refuses more. */
  readonly maxLength: number;
  /** The longest time a command may take from being sent to its answer, in milliseconds. */
  readonly longestMs: number;
  /** Answers that one process waits for at once; beyond it a command is refused. */
  readonly waitingLimit: number;
}

/** A stream: what was read stays in it until it is too old or too much. */
export interface RetainedStream {
  readonly queue: string;
  /** How long an entry is kept at least, as RabbitMQ writes it: a number and one of Y, M, D, h, m, s. */
  readonly maxAge: `${number}${'Y' | 'M' | 'D' | 'h' | 'm' | 's'}`;
  /** How many bytes of entries are kept at most; the oldest go first. */
  readonly maxBytes: number;
  /** What is kept goes in files of this size, each as a whole. */
  readonly segmentBytes: number;
}

/** Where a message goes that is to be delivered later. */
export interface Schedule {
  /** The work queue to which the delay stages hand it; its handler publishes it where it belongs. */
  readonly queue: string;
  /** When each message that was put off is due, for counting what waits. */
  readonly log: RetainedStream;
  /** How far ahead a delivery may be, in milliseconds. */
  readonly longestMs: number;
}

/** Everything Warren asks of the broker, as one value that every part reads. */
export interface Topology {
  readonly exchanges: readonly Exchange[];
  readonly queues: readonly Queue[];
  /** The only queues a client may name, as `replyTo`. */
  readonly replyQueues: readonly ReplyQueue[];
  readonly routes: Readonly<Record<string, PublishRoute>>;
  readonly deadLetters: DeadLetterRoute;
  readonly unreadable: UnreadableQueue;
  readonly delays: DelayStages;
  /** In which it is kept what happened to each message. */
  readonly journal: RetainedStream;
  readonly schedule: Schedule;
  readonly commands: CommandRoute;
  /** On which every process says that it lives. */
  readonly alive: Exchange<'fanout'>;
}
