import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import {
  brokerPaths,
  prepareDataDir,
  writeBrokerConfig,
  type BrokerPorts,
} from '../../../../tools/broker/broker-config';
import { brokerEnvironment } from '../../../../tools/broker/broker-environment';
import { startEpmd } from '../../../../tools/broker/broker-process';
import { choosePorts } from '../../../../tools/broker/choose-ports';
import { findEpmd, findRabbitmqServer } from '../../../../tools/broker/find-rabbitmq';
import { waitForBroker } from '../../../../tools/broker/wait-for-broker';
import { guardOrphans } from '../../../../tools/run/guard-orphans';
import { stopChild } from '../../../../tools/run/stop-process';

const NAMES = ['a', 'b', 'c'] as const;
const BOOT_LIMIT_MS = 180_000;

/** One node of a cluster; it keeps its data and its ports over a kill. */
export interface ClusterNode {
  /** As the broker calls it: `a@localhost`. */
  readonly name: string;
  readonly url: string;
  /** Ends it as a machine that fails does, and resolves when it has ended. */
  kill(): Promise<void>;
  /** Starts it again, and resolves when it takes clients. */
  start(): Promise<void>;
  rabbitmqctl(args: string[]): Promise<string>;
}

/** Three private nodes of RabbitMQ, on this machine only. */
export interface Cluster {
  readonly nodes: readonly [ClusterNode, ClusterNode, ClusterNode];
  /** Kills all of them and removes their data. */
  discard(): Promise<void>;
}

/**
 * Starts three nodes that form one cluster, and resolves when all of them take clients. They end with
 * this process, even when this process is killed.
 */
export async function startCluster(): Promise<Cluster> {
  const folder = await mkdtemp(join(tmpdir(), 'warren-cluster-'));
  const server = findRabbitmqServer();
  const epmdPath = findEpmd();
  if (!server || !epmdPath) throw new Error('RabbitMQ is not installed');
  const members: Member[] = [];
  for (const name of NAMES) members.push(await prepareMember(folder, name, members[0]));
  const [first] = members as [Member];
  const epmd = await startEpmd(epmdPath, first.ports.epmd, environmentOf(first));
  const running: ChildProcess[] = [epmd];
  const release = guard(epmd);
  const nodes = members.map((member) => toNode(member, server, running));
  // They form it as they boot for the first time; RabbitMQ 4.0 waits for all of them.
  await Promise.all(nodes.map((node) => node.start()));
  return {
    nodes: nodes as unknown as Cluster['nodes'],
    discard: async () => {
      for (const child of running.reverse()) await stopChild(child, { graceMs: 0 });
      release();
      await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
    },
  };
}

interface Member {
  readonly name: string;
  readonly dataDir: string;
  readonly ports: BrokerPorts;
  readonly username: string;
  readonly password: string;
}

/** @param first of whom it has the secrets and the port mapper; undefined for that one itself. */
async function prepareMember(folder: string, name: string, first?: Member): Promise<Member> {
  const dataDir = join(folder, name);
  await mkdir(dataDir, { mode: 0o700 });
  if (first) {
    for (const secret of ['cookie', 'password'] as const)
      await copyFile(brokerPaths(first.dataDir)[secret], brokerPaths(dataDir)[secret]);
  }
  const credentials = prepareDataDir(dataDir);
  const chosen = await choosePorts({ amqpPort: 0, managementPort: 0 }, 1);
  const ports = { ...chosen, epmd: first?.ports.epmd ?? chosen.epmd };
  const config = {
    'cluster_formation.peer_discovery_backend': 'classic_config',
    ...Object.fromEntries(
      NAMES.map((each, n) => [
        `cluster_formation.classic_config.nodes.${n + 1}`,
        `${each}@localhost`,
      ]),
    ),
  };
  writeBrokerConfig(dataDir, { ports, password: credentials.password, config, plugins: [] });
  return { name: `${name}@localhost`, dataDir, ports, ...credentials };
}

function environmentOf({ dataDir, name, ports }: Member): NodeJS.ProcessEnv {
  return { ...brokerEnvironment(dataDir, ports), RABBITMQ_NODENAME: name };
}

function toNode(member: Member, server: string, running: ChildProcess[]): ClusterNode {
  const { dataDir, name, password, ports, username } = member;
  let child: ChildProcess | undefined;
  let release: () => void = () => undefined;
  const credentials = { username, password };
  const address = {
    ...{ amqpPort: ports.amqp, managementPort: ports.management, dataDir },
    ...credentials,
  };
  return {
    name,
    url: `amqp://${username}:${password}@127.0.0.1:${ports.amqp}`,
    start: async () => {
      child = spawn(server, [], {
        ...{ cwd: dataDir, env: environmentOf(member), detached: true, stdio: 'ignore' },
      });
      running.push(child);
      release = guard(child);
      await waitForBroker(address, undefined, AbortSignal.timeout(BOOT_LIMIT_MS));
    },
    kill: async () => {
      if (child) await stopChild(child, { graceMs: 0 });
      release();
    },
    rabbitmqctl: async (args) => {
      const script = join(dirname(server), 'rabbitmqctl');
      const env = environmentOf(member);
      return (await promisify(execFile)(script, args, { env, cwd: dataDir })).stdout;
    },
  };
}

function guard({ pid }: ChildProcess): () => void {
  return pid === undefined ? () => undefined : guardOrphans([pid], { graceSeconds: 1 });
}
