// @ts-check
'use strict';

const { randomBytes } = require('node:crypto');
const { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');
const { LOOPBACK } = require('./free-port');

const USERNAME = 'warren';

/**
 * Not made from the ports: RabbitMQ names its data after the node, and the data must be found again
 * when the ports have changed. `localhost` needs no DNS; two nodes of one name never meet, since
 * each has its own port mapper.
 */
const NODE_NAME = 'warren@localhost';

/**
 * @typedef {object} BrokerPorts
 * @property {number} amqp
 * @property {number} management
 * @property {number} distribution
 * @property {number} epmd
 */

/** @typedef {Record<string, string | number | boolean>} BrokerSettings lines of rabbitmq.conf */

/** @param {string} dataDir */
function brokerPaths(dataDir) {
  return {
    config: join(dataDir, 'rabbitmq.conf'),
    advancedConfig: join(dataDir, 'advanced.config'),
    plugins: join(dataDir, 'enabled_plugins'),
    environment: join(dataDir, 'rabbitmq-env.conf'),
    moreConfig: join(dataDir, 'conf.d'),
    data: join(dataDir, 'data'),
    logs: join(dataDir, 'log'),
    logFile: join(dataDir, 'log', 'rabbitmq.log'),
    startupLog: join(dataDir, 'log', 'startup.log'),
    password: join(dataDir, 'password'),
    cookie: join(dataDir, '.erlang.cookie'),
    record: join(dataDir, 'broker.json'),
    claim: join(dataDir, 'claim'),
  };
}

/**
 * Makes the data folder and its secrets, or keeps those that are there: the user is created with
 * the database, so a new password would not fit the old data.
 * @param {string} dataDir
 * @returns {{ username: string, password: string }}
 */
function prepareDataDir(dataDir) {
  const paths = brokerPaths(dataDir);
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  for (const folder of [paths.data, paths.logs, paths.moreConfig])
    mkdirSync(folder, { recursive: true });
  const password = keepSecret(paths.password, 0o600);
  // Erlang's own cookie has little entropy, and a client that knows it owns the node.
  keepSecret(paths.cookie, 0o400);
  return { username: USERNAME, password };
}

/** @param {string} file @param {number} mode */
function keepSecret(file, mode) {
  if (!existsSync(file)) writeFileSync(file, randomBytes(24).toString('hex'), { mode, flag: 'wx' });
  chmodSync(file, mode);
  return readFileSync(file, 'utf8').trim();
}

/**
 * @param {string} dataDir
 * @param {{ ports: BrokerPorts, password: string, config: BrokerSettings, plugins: string[] }} settings
 */
function writeBrokerConfig(dataDir, { ports, password, config, plugins }) {
  const paths = brokerPaths(dataDir);
  /** @type {BrokerSettings} */
  const settings = {
    'listeners.tcp.default': `${LOOPBACK}:${ports.amqp}`,
    'management.tcp.ip': LOOPBACK,
    'management.tcp.port': ports.management,
    default_user: USERNAME,
    default_pass: password,
    [`loopback_users.${USERNAME}`]: true,
    'log.console': false,
    'log.file.level': 'info',
    'log.file.rotation.size': 10_485_760,
    'log.file.rotation.count': 3,
    // A share of the machine's memory would make the memory alarm come at another load on each.
    'vm_memory_high_watermark.absolute': '1GB',
    // The default log of 512 MB is held in memory too and would reach the watermark by itself.
    'raft.wal_max_size_bytes': 64_000_000,
    // The default is the size of the memory: a nearly full laptop would block every publisher.
    'disk_free_limit.absolute': '50MB',
    ...config,
  };
  const lines = Object.entries(settings).map(([key, value]) => `${key} = ${value}`);
  writeFileSync(paths.config, `${lines.join('\n')}\n`, { mode: 0o600 });
  writeFileSync(paths.plugins, `[${['rabbitmq_management', ...plugins].join(',')}].\n`);
  writeFileSync(paths.advancedConfig, '[].\n');
  writeFileSync(paths.environment, '');
}

module.exports = { NODE_NAME, brokerPaths, prepareDataDir, writeBrokerConfig };
