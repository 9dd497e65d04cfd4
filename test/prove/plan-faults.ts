import { Random } from './random';

/** How many workers and gateways there are, each on a network of its own. */
export const WORKERS = 3;
export const GATEWAYS = 2;

/** Faults of one lane come one after another; those of different lanes meet as they happen to. */
type Lane = 'broker' | 'network' | 'worker' | 'gateway';

export type FaultKind =
  | 'close connections'
  | 'restart broker'
  | 'kill broker'
  | 'memory alarm'
  | 'freeze broker'
  | 'slow network'
  | 'silent network'
  | 'cut network'
  | 'kill worker'
  | 'crashing event'
  | 'poisonous event'
  | 'kill gateway';

interface Kind {
  readonly lane: Lane;
  /** Least and most, in milliseconds. */
  readonly lastsMs: readonly [number, number];
  readonly healsMs: number;
  /** At least so long between two of them; absent: one in every round of its lane. */
  readonly apartMs?: number;
}

/** What can go wrong, and what it costs its lane: how long it lasts and what it takes to heal. */
const KINDS: Readonly<Record<FaultKind, Kind>> = {
  /** Every connection is closed by the broker. */
  'close connections': { lane: 'broker', lastsMs: [0, 0], healsMs: 2_000 },
  /** The broker's application is stopped and started; its VM lives. */
  'restart broker': { lane: 'broker', lastsMs: [200, 2_000], healsMs: 6_000 },
  /** SIGKILL, and a start from the disk. */
  'kill broker': { lane: 'broker', lastsMs: [0, 1_000], healsMs: 8_000 },
  /** The broker takes no publishes. */
  'memory alarm': { lane: 'broker', lastsMs: [1_000, 4_000], healsMs: 2_000 },
  /** SIGSTOP, and SIGCONT: connections stay open and nothing answers. */
  'freeze broker': { lane: 'broker', lastsMs: [2_000, 9_000], healsMs: 1_000 },
  /** Everything on one party's network comes late. */
  'slow network': { lane: 'network', lastsMs: [2_000, 5_000], healsMs: 0 },
  /** Nothing on one party's network arrives, and nothing says so (blackhole). */
  'silent network': { lane: 'network', lastsMs: [1_000, 9_000], healsMs: 0 },
  /** One party's connections break without a goodbye. */
  'cut network': { lane: 'network', lastsMs: [0, 0], healsMs: 500 },
  /** SIGKILL of one worker; it is started again. */
  'kill worker': { lane: 'worker', lastsMs: [0, 0], healsMs: 1_000 },
  /** An event whose handler kills its process the first time or two. */
  'crashing event': { lane: 'worker', lastsMs: [0, 0], healsMs: 1_000 },
  /** An event whose handler kills its process every time. */
  'poisonous event': { lane: 'worker', lastsMs: [0, 0], healsMs: 6_000, apartMs: 60_000 },
  /** SIGKILL of one gateway; it is started again. */
  'kill gateway': { lane: 'gateway', lastsMs: [0, 0], healsMs: 2_000 },
};

/** One thing that is to go wrong. */
export interface PlannedFault {
  readonly kind: FaultKind;
  readonly lane: Lane;
  /** When, from the start, in milliseconds. */
  readonly at: number;
  readonly lastsMs: number;
  /** Which worker from 0; of a network, those from `WORKERS` on are the gateways'. */
  readonly target: number;
  /** Of a slow network: how late everything comes, in milliseconds. */
  readonly delayMs: number;
  /** Of a crashing event: how often it crashes. */
  readonly times: number;
}

/** Before it, queues are being declared: a broker killed there can lose one for good (3.10). */
const FIRST_MS = { broker: 5_000, network: 2_000, worker: 2_000, gateway: 3_000 };
const PAUSE_MS: Record<Lane, readonly [number, number]> = {
  broker: [2_000, 6_000],
  network: [2_000, 6_000],
  worker: [2_000, 7_000],
  gateway: [4_000, 12_000],
};

/**
 * What goes wrong in a run: each lane takes its kinds in an order of chance, all of them before one
 * comes again. The same seed and duration give the same plan.
 */
export function planFaults(seed: number, durationMs: number): PlannedFault[] {
  const lanes = ['broker', 'network', 'worker', 'gateway'] as const;
  return lanes
    .flatMap((lane, stream) => planLane(lane, new Random(seed, stream), durationMs))
    .sort((one, other) => one.at - other.at);
}

function planLane(lane: Lane, random: Random, durationMs: number): PlannedFault[] {
  const kinds = (Object.keys(KINDS) as FaultKind[]).filter((kind) => KINDS[kind].lane === lane);
  const faults: PlannedFault[] = [];
  const isDue = (kind: FaultKind, at: number): boolean => {
    const last = faults.findLast((fault) => fault.kind === kind)?.at ?? -Infinity;
    return at - last >= (KINDS[kind].apartMs ?? 0);
  };
  for (let at = FIRST_MS[lane]; ;) {
    for (const kind of random.shuffle(kinds).filter((each) => isDue(each, at))) {
      at += random.between(...PAUSE_MS[lane]);
      const { healsMs } = KINDS[kind];
      const lastsMs = random.between(...KINDS[kind].lastsMs);
      if (at + lastsMs > durationMs) return faults;
      faults.push({ kind, lane, at, lastsMs, ...chooseDetails(random) });
      at += lastsMs + healsMs;
    }
  }
}

function chooseDetails(random: Random): { target: number; delayMs: number; times: number } {
  return {
    target: random.between(0, WORKERS + GATEWAYS - 1),
    delayMs: random.between(20, 400),
    times: random.between(1, 2),
  };
}
