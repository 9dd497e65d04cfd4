// @ts-check
'use strict';

const { join } = require('node:path');
const { NODE_NAME, brokerPaths } = require('./broker-config');
const { LOOPBACK } = require('./free-port');

const LOOPBACK_TUPLE = '{127,0,0,1}';
const OWN_DATA_FLAG = '-warren_data';
/**
 * After this time without a confirm the broker dead-letters a message again, 180 s by default: what it
 * passes from one queue to the next just when it starts may get none.
 */
const DEAD_LETTER_AGAIN_MS = 10_000;

/**
 * Names the data folder on the VM's command line, so that a VM can be recognised as ours before it
 * is ended. Encoded because the start script splits its arguments at spaces.
 * @param {string} dataDir
 */
function ownDataArgument(dataDir) {
  return `${OWN_DATA_FLAG} ${encodeURI(dataDir)}`;
}

/**
 * The whole environment of a private broker and of the command line tools that talk to it. The
 * caller's RABBITMQ_* and ERL_* variables and the machine's /etc/rabbitmq must not reach it: they
 * belong to another broker.
 * @param {string} dataDir
 * @param {import('./broker-config').BrokerPorts} ports
 * @returns {NodeJS.ProcessEnv}
 */
function brokerEnvironment(dataDir, ports) {
  const paths = brokerPaths(dataDir);
  const foreign = /^(RABBITMQ_|ERL_|ERLANG_|XDG_CONFIG_HOME$|NOTIFY_SOCKET$|CONF_ENV_FILE$)/;
  const inherited = Object.entries(process.env).filter(([name]) => !foreign.test(name));
  return {
    ...Object.fromEntries(inherited),
    HOME: dataDir,
    ERL_EPMD_ADDRESS: LOOPBACK,
    ERL_EPMD_PORT: String(ports.epmd),
    ERL_CRASH_DUMP: join(paths.logs, 'erl_crash.dump'),
    RABBITMQ_NODENAME: NODE_NAME,
    RABBITMQ_USE_LONGNAME: 'false',
    RABBITMQ_DIST_PORT: String(ports.distribution),
    RABBITMQ_MNESIA_BASE: paths.data,
    RABBITMQ_LOG_BASE: paths.logs,
    RABBITMQ_LOGS: paths.logFile,
    RABBITMQ_CONFIG_FILE: paths.config,
    RABBITMQ_CONFIG_FILES: join(paths.moreConfig, '*.conf'),
    RABBITMQ_ADVANCED_CONFIG_FILE: paths.advancedConfig,
    RABBITMQ_CONF_ENV_FILE: paths.environment,
    RABBITMQ_ENABLED_PLUGINS_FILE: paths.plugins,
    // Binding schedulers to cores is for a machine with one broker and nothing else.
    RABBITMQ_SCHEDULER_BIND_TYPE: 'u',
    RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS: [
      `-kernel inet_dist_use_interface ${LOOPBACK_TUPLE}`,
      '+S 2:2',
      `-rabbit dead_letter_worker_publisher_confirm_timeout ${DEAD_LETTER_AGAIN_MS}`,
      ownDataArgument(dataDir),
    ].join(' '),
    RABBITMQ_CTL_ERL_ARGS: `-kernel inet_dist_use_interface ${LOOPBACK_TUPLE}`,
    // Makes the start script become the VM instead of waiting for it, so that our pid is the VM's.
    RUNNING_UNDER_SYSTEMD: 'true',
  };
}

module.exports = { brokerEnvironment, ownDataArgument };
