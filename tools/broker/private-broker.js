// @ts-check
'use strict';

const { execFile } = require('node:child_process');
const { rm } = require('node:fs/promises');
const { dirname, join, resolve } = require('node:path');
const { promisify } = require('node:util');
const { NODE_NAME, brokerPaths, prepareDataDir, writeBrokerConfig } = require('./broker-config');
const { brokerEnvironment } = require('./broker-environment');
const { BrokerNode } = require('./broker-node');
const { PortTakenError, readVersion } = require('./broker-process');
const { writeBrokerRecord } = require('./broker-record');
const { choosePorts } = require('./choose-ports');
const { DataDirClaim } = require('./claim-data-dir');
const { findEpmd, findRabbitmqServer } = require('./find-rabbitmq');
const { LOOPBACK } = require('./free-port');
const { noteProcess } = require('../run/read-process');

const PORT_ATTEMPTS = 5;

/**
 * @typedef {object} PrivateBrokerOptions
 * @property {string} dataDir everything the broker writes goes in here; two brokers never share one
 * @property {number} [amqpPort] first port to try, 5672 unless given; 0 takes any free port
 * @property {number} [managementPort] first port to try, 15672 unless given; 0 takes any free port
 * @property {(exit: { code: number | null, signal: NodeJS.Signals | null }) => void} [onExit] called
 *   when the broker ends without stop(), restart() or discard(): also after kill(). It is not
 *   started again by itself.
 * @property {Record<string, string | number | boolean>} [config] more lines for rabbitmq.conf, or
 *   other values for those Warren sets
 * @property {string[]} [plugins] enabled beside rabbitmq_management
 */

/**
 * A RabbitMQ node of our own, reachable from this machine only.
 * @typedef {object} PrivateBroker
 * @property {string} url AMQP address with user and password, virtual host `/`
 * @property {string} managementUrl without user and password
 * @property {string} username an administrator
 * @property {string} password random, kept in the data folder
 * @property {number} amqpPort
 * @property {number} managementPort
 * @property {number} pid of the VM; 0 while it does not run
 * @property {string} nodeName
 * @property {string} version of RabbitMQ, as its log says
 * @property {string} logFile
 * @property {() => Promise<void>} stop ends it cleanly and keeps the data; safe to call twice
 * @property {(signal: NodeJS.Signals) => void} kill sends the signal to the VM and waits for nothing.
 *   RabbitMQ 3.10 writes down where its quorum queues are only a second or two after they are declared:
 *   SIGKILL before that, and before `writeDown`, leaves a queue that never finds its leader again
 * @property {() => Promise<void>} writeDown makes it write down where its queues are now
 * @property {() => Promise<void>} restart stops it if it runs, starts it again with the same ports
 *   and data, and resolves when it is ready; may be called again when it rejects
 * @property {() => Promise<void>} discard kills it at once and removes the data folder: quicker than
 *   stop() by seconds, for brokers whose data is not needed
 * @property {(args: string[]) => Promise<string>} rabbitmqctl runs rabbitmqctl on this node and
 *   resolves to what it printed
 */

/** @typedef {{ server: string, epmd: string, dataDir: string, claim: DataDirClaim }} Installation */

/**
 * Starts a broker and resolves when it takes clients; rejects with its last log lines when it does
 * not come up. It ends with this process, even when this process is killed.
 * @param {PrivateBrokerOptions} options
 * @returns {Promise<PrivateBroker>}
 * @throws {import('./broker-record').BrokerInUseError} when another living process runs a broker on the same data
 */
async function startPrivateBroker(options) {
  const server = findRabbitmqServer();
  if (!server) throw new Error('RabbitMQ is not installed: no rabbitmq-server was found.');
  const epmd = findEpmd();
  if (!epmd) throw new Error("Erlang's epmd was not found, and RabbitMQ cannot run without it.");
  const dataDir = resolve(options.dataDir);
  const claim = new DataDirClaim(dataDir);
  await claim.take();
  const installation = { server, epmd, dataDir, claim };
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await startOnce(installation, options, attempt);
    } catch (error) {
      if (error instanceof PortTakenError && attempt < PORT_ATTEMPTS) continue;
      claim.release();
      throw error;
    }
  }
}

/**
 * @param {Installation} installation
 * @param {PrivateBrokerOptions} options
 * @param {number} attempt
 * @returns {Promise<PrivateBroker>}
 */
async function startOnce({ server, epmd, dataDir, claim }, options, attempt) {
  const credentials = prepareDataDir(dataDir);
  const ports = await choosePorts(options, attempt);
  const { config = {}, plugins = [], onExit = () => undefined } = options;
  writeBrokerConfig(dataDir, { ports, password: credentials.password, config, plugins });
  const node = new BrokerNode({
    ...{ server, epmd, dataDir, ports, credentials, onExit },
    // Before it is ready: a start that is cut off leaves a VM behind too.
    onSpawn: () => saveRecord(node, broker, false),
  });
  const broker = describeBroker(node, claim);
  await node.boot();
  saveRecord(node, broker, true);
  return broker;
}

/** @param {BrokerNode} node @param {DataDirClaim} claim @returns {PrivateBroker} */
function describeBroker(node, claim) {
  const { server, dataDir, ports, credentials } = node.settings;
  const { username, password } = credentials;
  /** @type {PrivateBroker} */
  const broker = {
    url: `amqp://${username}:${password}@${LOOPBACK}:${ports.amqp}`,
    managementUrl: `http://${LOOPBACK}:${ports.management}`,
    username,
    password,
    amqpPort: ports.amqp,
    managementPort: ports.management,
    get pid() {
      return node.pids.vm;
    },
    nodeName: NODE_NAME,
    get version() {
      return readVersion(dataDir);
    },
    logFile: brokerPaths(dataDir).logFile,
    async stop() {
      await node.halt();
      claim.release();
    },
    kill: (signal) => node.signal(signal),
    async writeDown() {
      await broker.rabbitmqctl(['eval', '[ok = dets:sync(Table) || Table <- dets:all()].']);
    },
    async restart() {
      await node.halt();
      await claim.take();
      await node.boot();
      saveRecord(node, broker, true);
    },
    async discard() {
      await node.halt({ graceMs: 0 });
      claim.release();
      await rm(dataDir, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
    },
    async rabbitmqctl(args) {
      const env = brokerEnvironment(dataDir, ports);
      const script = join(dirname(server), 'rabbitmqctl');
      return (await promisify(execFile)(script, args, { env, cwd: dataDir })).stdout;
    },
  };
  return broker;
}

/** @param {BrokerNode} node @param {PrivateBroker} broker @param {boolean} isReady */
function saveRecord(node, broker, isReady) {
  const { url, managementUrl, username, password, amqpPort, managementPort, nodeName, logFile } =
    broker;
  const { dataDir, ports } = node.settings;
  writeBrokerRecord(dataDir, {
    ...{ url, managementUrl, username, password, amqpPort, managementPort, nodeName, logFile },
    ports,
    broker: noteProcess(node.pids.vm),
    epmd: noteProcess(node.pids.epmd),
    owner: noteProcess(process.pid),
    isReady,
  });
}

module.exports = { startPrivateBroker };
