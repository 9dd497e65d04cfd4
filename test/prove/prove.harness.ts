import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { AppProcess, startOwnBroker } from '@warren/testing';
import { causeFaults, type Broker } from './cause-faults.harness';
import { readWhatIsLeft, waitUntilDrained } from './drain.harness';
import { FaultyNetwork } from './faulty-network.harness';
import { planFaults, WORKERS } from './plan-faults';
import { Publishers } from './publishers.harness';
import type { RunRecord, WorkerLife } from './record';
import { readRepositories } from './read-repositories.harness';
import { WorkerFleet } from './worker-fleet.harness';

/** Quick to notice what is lost, so that more happens in the time there is. */
const ENVIRONMENT = { RABBITMQ_HEARTBEAT_S: '3', PUBLISH_TIMEOUT_MS: '2000' };
/** The broker itself repeats what it could not dead-letter after 3 minutes. */
const DRAIN_TIMEOUT_MS = 400_000;

/** Runs the system under faults for so long, heals it, drains it, and says everything that happened. */
export async function runUnderFaults(seed: number, durationMs: number): Promise<RunRecord> {
  const folder = await mkdtemp(join(tmpdir(), 'warren-prove-'));
  const broker = await startOwnBroker();
  const networks = await Promise.all(
    Array.from({ length: WORKERS + 1 }, () => FaultyNetwork.start(broker.url)),
  );
  const fleet = new WorkerFleet(networks.slice(0, WORKERS), folder, ENVIRONMENT);
  const gateway = AppProcess.start('gateway', {
    ...ENVIRONMENT,
    RABBITMQ_URL: networks[WORKERS]?.url ?? '',
  });
  try {
    const url = await gateway.ready();
    await fleet.ready();
    const parts = { broker, networks, fleet, gatewayUrl: url };
    const run = await publishUnderFaults(parts, seed, durationMs);
    const gatewayLife: WorkerLife = {
      name: 'gateway',
      startedAt: run.startedAt,
      notes: [],
      ended: (await gateway.stop()) === 0 ? 'stopped' : 'by itself',
      endedAt: Date.now(),
    };
    return { ...run, lives: [...fleet.report(), gatewayLife] };
  } finally {
    broker.kill('SIGCONT');
    await Promise.all([fleet.stop(), gateway.stop()]);
    await Promise.all(networks.map((network) => network.close()));
    await broker.discard();
    await rm(folder, { recursive: true });
  }
}

interface Parts {
  readonly broker: Broker;
  readonly networks: readonly FaultyNetwork[];
  readonly fleet: WorkerFleet;
  readonly gatewayUrl: string;
}

async function publishUnderFaults(
  { gatewayUrl, ...parts }: Parts,
  seed: number,
  durationMs: number,
): Promise<Omit<RunRecord, 'lives'>> {
  const startedAt = Date.now();
  const publishers = new Publishers(gatewayUrl, seed);
  const scene = { ...parts, publishers, seed };
  const [faults] = await Promise.all([
    causeFaults(planFaults(seed, durationMs), scene, durationMs),
    wait(durationMs),
  ]);
  await publishers.stop();
  const isDrained = await waitUntilDrained(parts.broker, DRAIN_TIMEOUT_MS);
  const repositories = await readRepositories(await parts.fleet.addresses());
  await parts.fleet.stop();
  const { attempts, events } = publishers;
  const left = await readWhatIsLeft(parts.broker.url);
  return { startedAt, events, attempts, faults, isDrained, repositories, ...left };
}
