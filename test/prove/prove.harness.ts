import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { AppProcess, startOwnBroker } from '@warren/testing';
import { causeFaults, type Broker } from './cause-faults.harness';
import { readWhatIsLeft, waitUntilDrained } from './drain.harness';
import { FaultyNetwork } from './faulty-network.harness';
import { Operators } from './operators.harness';
import { planFailing } from './plan-event';
import { GATEWAYS, planFaults, WORKERS } from './plan-faults';
import { Publishers } from './publishers.harness';
import type { RunRecord, WorkerLife } from './record';
import { readRepositories } from './read-repositories.harness';
import { WorkerFleet } from './worker-fleet.harness';

/** Quick to notice what is lost, so that more happens in the time there is. */
const ENVIRONMENT = { RABBITMQ_HEARTBEAT_S: '3', PUBLISH_TIMEOUT_MS: '2000' };
/** The broker itself repeats what it could not dead-letter after 3 minutes. */
const DRAIN_TIMEOUT_MS = 400_000;
/** So many events at least become dead letters, on a machine of any speed. */
const FAILING = 10;

/** Runs the system under faults for so long, heals it, drains it, and says everything that happened. */
export async function runUnderFaults(seed: number, durationMs: number): Promise<RunRecord> {
  const folder = await mkdtemp(join(tmpdir(), 'warren-prove-'));
  const broker = await startOwnBroker();
  const networks = await Promise.all(
    Array.from({ length: WORKERS + GATEWAYS }, () => FaultyNetwork.start(broker.url)),
  );
  const fleet = new WorkerFleet(networks.slice(0, WORKERS), folder, ENVIRONMENT);
  const gateways = networks
    .slice(WORKERS)
    .map(({ url }) => AppProcess.start('gateway', { ...ENVIRONMENT, RABBITMQ_URL: url }));
  try {
    const gatewayUrls = await Promise.all(gateways.map((gateway) => gateway.ready()));
    await fleet.ready();
    const parts = { broker, networks, fleet, gatewayUrls };
    const run = await publishUnderFaults(parts, seed, durationMs);
    const gatewayLives = gateways.map(async (gateway, place): Promise<WorkerLife> => ({
      name: `gateway ${place + 1}`,
      startedAt: run.startedAt,
      notes: [],
      ended: (await gateway.stop()) === 0 ? 'stopped' : 'by itself',
      endedAt: Date.now(),
    }));
    return { ...run, lives: [...fleet.report(), ...(await Promise.all(gatewayLives))] };
  } finally {
    broker.kill('SIGCONT');
    await Promise.all([fleet.stop(), ...gateways.map((gateway) => gateway.stop())]);
    await Promise.all(networks.map((network) => network.close()));
    await broker.discard();
    await rm(folder, { recursive: true });
  }
}

interface Parts {
  readonly broker: Broker;
  readonly networks: readonly FaultyNetwork[];
  readonly fleet: WorkerFleet;
  readonly gatewayUrls: readonly string[];
}

async function publishUnderFaults(
  { gatewayUrls, ...parts }: Parts,
  seed: number,
  durationMs: number,
): Promise<Omit<RunRecord, 'lives'>> {
  const startedAt = Date.now();
  const publishers = new Publishers(gatewayUrls, seed);
  for (let n = 0; n < FAILING; n += 1) publishers.add(planFailing(`${seed}-failing-${n}`));
  const operators = new Operators(parts.fleet, seed);
  const scene = { ...parts, publishers, seed };
  const [faults] = await Promise.all([
    causeFaults(planFaults(seed, durationMs), scene, durationMs),
    wait(durationMs),
  ]);
  await publishers.stop();
  await operators.stop();
  const wasDrained = await waitUntilDrained(parts.broker, DRAIN_TIMEOUT_MS);
  await operators.askOnceMore();
  const isDrained = (await waitUntilDrained(parts.broker, DRAIN_TIMEOUT_MS)) && wasDrained;
  const repositories = await readRepositories(await parts.fleet.addresses());
  await parts.fleet.stop();
  const { attempts, events } = publishers;
  const left = await readWhatIsLeft(parts.broker.url);
  return { startedAt, events, attempts, faults, isDrained, repositories, ...left };
}
