import secureJson from 'secure-json-parse';
import { fits, isCount, isFlag, isName, optional, type Check } from '../records/record-checks';

/** How often a process says that it lives, in milliseconds. */
export const BEAT_EVERY_MS = 5_000;
/** The largest heartbeat that is read, in bytes, and the most queues in it. */
const MAX_BYTES = 131_072;
const MAX_QUEUES = 1_000;

/** What a process consumes of one queue. */
export interface BeatingQueue {
  readonly queue: string;
  readonly state: string;
  readonly prefetch: number;
  /** Deliveries being handled. */
  readonly running: number;
  /** Whether it tries one at a time, after it had paused itself. */
  readonly isProbing: boolean;
  /** The offset of the order to pause or resume, and of that for the prefetch, that it followed last. */
  readonly flow?: number;
  readonly prefetchOrder?: number;
}

/** What a process says of itself. */
export interface Heartbeat {
  /** Host and process id, as in the journal. */
  readonly name: string;
  readonly app: string;
  readonly version: string;
  readonly host: string;
  readonly pid: number;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  readonly queues: readonly BeatingQueue[];
  /** The last entry of the journal that it has read, where it follows the journal. */
  readonly journalEntry?: number;
  /** Bytes. */
  readonly rss: number;
  readonly heapUsed: number;
  /** How late its event loop was since the heartbeat before, at most in 99 of 100 cases; milliseconds. */
  readonly loopP99Ms: number;
  /** Its last one: it stops. */
  readonly isLeaving: boolean;
}

const QUEUE: Readonly<Record<string, Check>> = {
  ...{ queue: isName, state: isName, prefetch: isCount, running: isCount, isProbing: isFlag },
  ...{ flow: optional(isCount), prefetchOrder: optional(isCount) },
};
const isQueues: Check = (value) =>
  Array.isArray(value) && value.length <= MAX_QUEUES && value.every((each) => fits(each, QUEUE));
const HEARTBEAT: Readonly<Record<keyof Heartbeat, Check>> = {
  ...{ name: isName, app: isName, version: isName, host: isName, pid: isCount },
  ...{ startedAt: isCount, queues: isQueues, journalEntry: optional(isCount), rss: isCount },
  ...{ heapUsed: isCount, loopP99Ms: isCount, isLeaving: isFlag },
};

/** The heartbeat in the bytes of a message, if it is one: any client may send others. Never throws. */
export function readHeartbeat(body: Buffer): Heartbeat | undefined {
  if (body.length > MAX_BYTES) return undefined;
  try {
    const value: unknown = secureJson.parse(body.toString());
    return fits(value, HEARTBEAT) ? pickKnown(value as Heartbeat) : undefined;
  } catch {
    return undefined;
  }
}

/** What else somebody wrote into it is not kept. */
function pickKnown(beat: Heartbeat): Heartbeat {
  const queues = beat.queues.map((each) => pick(each, QUEUE));
  return { ...pick(beat, HEARTBEAT), queues };
}

function pick<T extends object>(value: T, checks: Readonly<Record<string, Check>>): T {
  const known = Object.entries(value).filter(([name]) => Object.hasOwn(checks, name));
  return Object.fromEntries(known) as T;
}
