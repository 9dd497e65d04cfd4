import { retryQueues, stageQueues, type Topology } from '@warren/model';

/** What a queue is for. */
export const QUEUE_KINDS = [
  'work',
  'schedule',
  'commands',
  'reply',
  'retry',
  'delay',
  'dead-letters',
  'dead-letter-bodies',
  'unreadable',
  'journal',
  'schedule-log',
] as const;

export type QueueKind = (typeof QUEUE_KINDS)[number];

/** A queue of the topology. */
export interface DeclaredQueue {
  readonly name: string;
  readonly kind: QueueKind;
  /** The work queue to which a retry queue gives back. */
  readonly of?: string;
}

/** Every queue of the topology: those that are consumed first, then those in which messages wait or are kept. */
export function listQueues(topology: Topology): DeclaredQueue[] {
  const { commands, deadLetters, delays, journal, queues, replyQueues, schedule, unreadable } =
    topology;
  return [
    ...queues.map(({ name }): DeclaredQueue => {
      return { name, kind: name === schedule.queue ? 'schedule' : 'work' };
    }),
    { name: commands.queue, kind: 'commands' },
    ...replyQueues.map(({ name }): DeclaredQueue => ({ name, kind: 'reply' })),
    { name: deadLetters.queue, kind: 'dead-letters' },
    { name: unreadable.queue, kind: 'unreadable' },
    ...queues.flatMap((queue) =>
      retryQueues(queue).map((name): DeclaredQueue => ({ name, kind: 'retry', of: queue.name })),
    ),
    ...stageQueues(delays).map((name): DeclaredQueue => ({ name, kind: 'delay' })),
    { name: journal.queue, kind: 'journal' },
    { name: deadLetters.bodies.queue, kind: 'dead-letter-bodies' },
    { name: schedule.log.queue, kind: 'schedule-log' },
  ];
}

/** Whether workers consume it: what it holds is to become less. */
export function isConsumed(kind: QueueKind): boolean {
  return kind === 'work' || kind === 'schedule' || kind === 'commands' || kind === 'dead-letters';
}
