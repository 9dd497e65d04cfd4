import { EventDto } from '../events/event.dto';
import type { RetainedStream, Topology } from './declared-topology';
import { exchange } from './exchange';
import { queue, type Queue } from './queue';
import { after } from './retry-policy';

/** What the library itself asks of the broker, beside what an application declares. */
export type LibraryParts = Pick<
  Topology,
  'alive' | 'commands' | 'deadLetters' | 'delays' | 'journal' | 'schedule' | 'unreadable'
>;

const DAY_MS = 86_400_000;
const KEPT = { maxBytes: 5_000_000_000, segmentBytes: 100_000_000 } as const;

/**
 * The exchanges, queues and streams of the library, with every default of theirs.
 *
 * @param prefix begins each name, with a dot after it; empty: nothing does.
 */
export function libraryParts(prefix: string): LibraryParts {
  const named = (name: string): string => (prefix === '' ? name : `${prefix}.${name}`);
  const stream = (name: string, maxAge: RetainedStream['maxAge']): RetainedStream => ({
    queue: named(name),
    maxAge,
    ...KEPT,
  });
  return {
    deadLetters: {
      exchange: exchange(named('dead-letters'), 'fanout'),
      queue: named('dead-letters'),
      bodies: stream('dead-letters.bodies', '7D'),
    },
    unreadable: {
      queue: named('unreadable'),
      lock: named('unreadable.look'),
      maxLength: 10_000,
      maxBytes: 64_000_000,
    },
    // 25 levels of 100 ms give any delay up to 38 days; see docs/adr/0003.
    delays: {
      prefix: named('delay'),
      levels: 25,
      unitMs: 100,
    },
    alive: exchange(named('alive'), 'fanout'),
    journal: stream('journal', '7D'),
    schedule: {
      queue: named('scheduled'),
      log: stream('schedule.log', '31D'),
      longestMs: 30 * DAY_MS,
    },
    commands: {
      queue: named('commands'),
      cancels: exchange(named('commands.cancelled'), 'fanout'),
      all: [],
      prefetch: 100,
      deliveryLimit: 3,
      maxLength: 10_000,
      longestMs: 60_000,
      waitingLimit: 5_000,
    },
  };
}

/** The work queue of messages whose time has come; the library has its handler. */
export function scheduledQueue(name: string): Queue {
  return queue(name, {
    event: EventDto,
    from: [],
    // The queues it goes to may be full for hours.
    retry: after('1s', '5s', '30s', '2m', '10m', '30m', '1h', '2h', '4h'),
    // One of them that is full must not hold up what goes to the others.
    breaker: false,
  });
}
