import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { startOwnBroker } from '@warren/testing';
import { causeFaults, type Broker } from './cause-faults.harness';
import { readWhatIsLeft, waitUntilDrained } from './drain.harness';
import { FaultyNetwork } from './faulty-network.harness';
import { FOREIGN_CLIENTS, ForeignClient } from './foreign-client.harness';
import { Operators } from './operators.harness';
import { planFailing } from './plan-event';
import { MAX_MESSAGE_BYTES } from './plan-foreign';
import { GATEWAYS, planFaults, WORKERS } from './plan-faults';
import { Publishers } from './publishers.harness';
import type { RunRecord } from './record';
import { readRepositories } from './read-repositories.harness';
import { AppFleet } from './app-fleet.harness';

/** Quick to notice what is lost, so that more happens in the time there is. */
const ENVIRONMENT = {
  RABBITMQ_HEARTBEAT_S: '3',
  PUBLISH_TIMEOUT_MS: '2000',
  MAX_MESSAGE_BYTES: String(MAX_MESSAGE_BYTES),
};
/** Nine returns of a poisonous event may wait a minute each, by an unlucky chance. */
const DRAIN_TIMEOUT_MS = 600_000;
/** The least number of events that become dead letters, on a machine of any speed. */
const FAILING = 10;

/** Runs the system under faults for so long, heals it, drains it, and says everything that happened. */
export async function runUnderFaults(seed: number, durationMs: number): Promise<RunRecord> {
  const folder = await mkdtemp(join(tmpdir(), 'warren-prove-'));
  const broker = await startOwnBroker();
  const networks = await Promise.all(
    Array.from({ length: WORKERS + GATEWAYS }, () => FaultyNetwork.start(broker.url)),
  );
  const fleet = new AppFleet('worker', networks.slice(0, WORKERS), folder, ENVIRONMENT);
  const gateways = new AppFleet('gateway', networks.slice(WORKERS), folder, ENVIRONMENT);
  try {
    await Promise.all([gateways.ready(), fleet.ready()]);
    const parts = { broker, networks, fleet, gateways };
    const run = await publishUnderFaults(parts, seed, durationMs);
    await gateways.stop();
    return { ...run, lives: [...fleet.report(), ...gateways.report()] };
  } finally {
    broker.kill('SIGCONT');
    await Promise.all([fleet.stop(), gateways.stop()]);
    await Promise.all(networks.map((network) => network.close()));
    await broker.discard();
    await rm(folder, { recursive: true });
  }
}

interface Parts {
  readonly broker: Broker;
  readonly networks: readonly FaultyNetwork[];
  readonly fleet: AppFleet;
  readonly gateways: AppFleet;
}

async function publishUnderFaults(
  parts: Parts,
  seed: number,
  durationMs: number,
): Promise<Omit<RunRecord, 'lives'>> {
  const startedAt = Date.now();
  const publishers = new Publishers(parts.gateways.urls, seed);
  for (let n = 0; n < FAILING; n += 1) publishers.add(planFailing(`${seed}-failing-${n}`));
  const foreign = Array.from(
    { length: FOREIGN_CLIENTS },
    (_, place) => new ForeignClient(parts.broker.url, seed, place),
  );
  const operators = new Operators(parts.fleet, seed);
  const scene = { ...parts, publishers, seed };
  const [faults] = await Promise.all([
    causeFaults(planFaults(seed, durationMs), scene, durationMs),
    wait(durationMs),
  ]);
  const all = [publishers, ...foreign];
  await Promise.all(all.map((each) => each.stop()));
  await operators.stop();
  const wasDrained = await waitUntilDrained(parts.broker, DRAIN_TIMEOUT_MS);
  await operators.askOnceMore();
  const isDrained = (await waitUntilDrained(parts.broker, DRAIN_TIMEOUT_MS)) && wasDrained;
  const repositories = await readRepositories(await parts.fleet.addresses());
  await parts.fleet.stop();
  const events = new Map(all.flatMap((each) => [...each.events]));
  const attempts = all.flatMap((each) => each.attempts);
  const left = await readWhatIsLeft(parts.broker.url);
  return { startedAt, events, attempts, faults, isDrained, repositories, ...left };
}
