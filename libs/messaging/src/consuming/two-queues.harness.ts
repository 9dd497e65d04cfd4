import {
  after,
  bind,
  defineTopology,
  EventDto,
  exchange,
  queue,
  withJitter,
  type QueueOptions,
  type Topology,
} from '@warren/model';

const UNREADABLE = {
  ...{ queue: 'unreadable', lock: 'unreadable.look' },
  ...{ maxLength: 1_000, maxBytes: 50_000_000 },
};

/** What both queues are bound to, by `both`. */
export const direct = exchange('e.direct', 'direct');

/** What a spec may say of the first queue. */
export type FirstQueue = Omit<QueueOptions<EventDto>, 'event' | 'from'>;

/** Two queues, both bound to `e.direct` by `both`; the first retries twice, quickly. */
export function twoQueues(first: FirstQueue): Topology {
  return defineTopology({
    exchanges: [direct],
    queues: [
      queue('first', {
        event: EventDto,
        from: [bind(direct, 'both')],
        retry: withJitter(after('200ms', '300ms'), 0),
        ...first,
      }),
      queue('second', { event: EventDto, from: [bind(direct, 'both')] }),
    ],
    replyQueues: [{ name: 'answers', messageTtlMs: 60_000, maxLength: 3 }],
    routes: { direct: { exchange: direct } },
    deadLetters: {
      exchange: exchange('dead', 'fanout'),
      queue: 'dead',
      bodies: { queue: 'bodies', maxAge: '1D', maxBytes: 50_000_000, segmentBytes: 1_000_000 },
    },
    unreadable: UNREADABLE,
    delays: {
      prefix: 'delay',
      levels: 14,
      unitMs: 100,
    },
    journal: {
      queue: 'journal',
      maxAge: '1D',
      maxBytes: 50_000_000,
      segmentBytes: 1_000_000,
    },
    schedule: {
      queue: 'second',
      log: { queue: 'later.log', maxAge: '1D', maxBytes: 50_000_000, segmentBytes: 1_000_000 },
      longestMs: 1_000_000,
    },
    commands: {
      queue: 'commands',
      cancels: exchange('commands.cancelled', 'fanout'),
      all: [],
      prefetch: 10,
      deliveryLimit: 3,
      maxLength: 1_000,
      longestMs: 60_000,
      waitingLimit: 100,
    },
  });
}
