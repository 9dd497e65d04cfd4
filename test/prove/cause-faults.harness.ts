import { setTimeout as wait } from 'node:timers/promises';
import type { startOwnBroker } from '@warren/testing';
import type { FaultyNetwork } from './faulty-network.harness';
import { planCrash } from './plan-event';
import { GATEWAYS, WORKERS, type FaultKind, type PlannedFault } from './plan-faults';
import type { Publishers } from './publishers.harness';
import type { HappenedFault } from './record';
import type { AppFleet } from './app-fleet.harness';

export type Broker = Awaited<ReturnType<typeof startOwnBroker>>;

/** After so long a process that has ended is another one. */
const RESTARTED_MS = 1_000;

/** What faults happen to. */
export interface Scene {
  readonly broker: Broker;
  /** Of each worker, then of each gateway. */
  readonly networks: readonly FaultyNetwork[];
  readonly fleet: AppFleet;
  readonly gateways: AppFleet;
  readonly publishers: Publishers;
  readonly seed: number;
}

/** Causes one fault and resolves when it has healed. */
type Cause = (fault: PlannedFault, scene: Scene) => Promise<void>;

const CAUSES: Record<FaultKind, Cause> = {
  'close connections': async (_, { broker }) => {
    await broker.rabbitmqctl(['close_all_connections', 'closed to prove something']);
  },
  'restart broker': async ({ lastsMs }, { broker }) => {
    await broker.rabbitmqctl(['stop_app']);
    await wait(lastsMs);
    await broker.rabbitmqctl(['start_app']);
  },
  'kill broker': async ({ lastsMs }, { broker }) => {
    broker.kill('SIGKILL');
    await wait(lastsMs);
    await broker.restart();
  },
  'memory alarm': async ({ lastsMs }, { broker }) => {
    await broker.rabbitmqctl(['set_vm_memory_high_watermark', '0.00001']);
    await wait(lastsMs);
    await broker.rabbitmqctl(['set_vm_memory_high_watermark', 'absolute', '1GB']);
  },
  'freeze broker': async ({ lastsMs }, { broker }) => {
    broker.kill('SIGSTOP');
    await wait(lastsMs);
    broker.kill('SIGCONT');
  },
  'slow network': async (fault, scene) => {
    const network = networkOf(fault, scene);
    network.delayMs = fault.delayMs;
    await wait(fault.lastsMs);
    network.delayMs = 0;
  },
  'silent network': async (fault, scene) => {
    const network = networkOf(fault, scene);
    network.silence();
    await wait(fault.lastsMs);
    network.speak();
  },
  'cut network': async (fault, scene) => {
    networkOf(fault, scene).cut();
    return Promise.resolve();
  },
  'kill worker': ({ target }, { fleet }) => fleet.kill(target % WORKERS),
  'kill gateway': ({ target }, { gateways }) => gateways.kill(target % GATEWAYS),
  'crashing event': async ({ at, times }, { publishers, seed }) => {
    publishers.add(planCrash(`${seed}-crash-${at}`, times));
    return Promise.resolve();
  },
  'poisonous event': async ({ at }, { publishers, seed }) => {
    publishers.add(planCrash(`${seed}-poison-${at}`));
    return Promise.resolve();
  },
};

/**
 * Causes what is planned, each lane for itself and as long as the duration is not over. Resolves
 * with what happened when everything has healed.
 */
export async function causeFaults(
  plan: readonly PlannedFault[],
  scene: Scene,
  durationMs: number,
): Promise<HappenedFault[]> {
  const startedAt = Date.now();
  const happened: HappenedFault[] = [];
  const lanes = [...new Set(plan.map(({ lane }) => lane))].map(async (lane) => {
    for (const fault of plan.filter((each) => each.lane === lane)) {
      await wait(Math.max(0, startedAt + fault.at - Date.now()));
      if (lane === 'worker') await untilReady(scene.fleet, startedAt + durationMs);
      if (Date.now() > startedAt + durationMs) return;
      const at = Date.now();
      await CAUSES[fault.kind](fault, scene);
      happened.push({ what: describeFault(fault), at, healedAt: Date.now() });
    }
  });
  await Promise.all(lanes);
  return happened;
}

/**
 * Resolves when all workers are ready, or when the time is up. Where a start takes longer than the gap
 * between two kills, no worker would live for long enough to do anything.
 */
async function untilReady(fleet: AppFleet, endsAt: number): Promise<void> {
  const isReady = fleet.ready().then(
    () => true,
    // One of them has ended meanwhile.
    () => wait(RESTARTED_MS).then(() => false),
  );
  const isOver = wait(Math.max(0, endsAt - Date.now())).then(() => true);
  if (!(await Promise.race([isReady, isOver]))) await untilReady(fleet, endsAt);
}

function networkOf({ target }: PlannedFault, { networks }: Scene): FaultyNetwork {
  const network = networks[target];
  if (!network) throw new Error(`there is no network ${target}`);
  return network;
}

function describeFault({ delayMs, kind, lane, target, times }: PlannedFault): string {
  const party = target < WORKERS ? `worker ${target + 1}` : `gateway ${target - WORKERS + 1}`;
  if (kind === 'slow network') return `${kind} of ${party}, ${delayMs} ms`;
  if (kind === 'kill worker') return `${kind} ${(target % WORKERS) + 1}`;
  if (kind === 'kill gateway') return `${kind} ${(target % GATEWAYS) + 1}`;
  if (kind === 'crashing event') return `${kind}, ${times} times`;
  return lane === 'network' ? `${kind} of ${party}` : kind;
}
