// @ts-check
'use strict';

const { spawn } = require('node:child_process');
const { existsSync } = require('node:fs');
const { join } = require('node:path');
const { runCommand, runOrFail } = require('../setup/run-command');

const SERVICE = 'broker';

/** As docker-compose.yml has it, with the variables it reads. */
function brokerAddress() {
  const username = process.env.RABBITMQ_DEFAULT_USER || 'warren';
  const password = process.env.RABBITMQ_DEFAULT_PASS || 'warren';
  const credentials = `${encodeURIComponent(username)}:${encodeURIComponent(password)}`;
  return {
    url: `amqp://${credentials}@127.0.0.1:5672`,
    managementUrl: 'http://127.0.0.1:15672',
    username,
    password,
  };
}

/**
 * True when Docker can run the broker of docker-compose.yml: the command alone is often installed
 * without an engine behind it.
 * @param {string} root
 */
async function canRunDockerBroker(root) {
  if (!existsSync(join(root, 'docker-compose.yml'))) return false;
  const { code } = await runCommand('docker', ['info'], { timeoutMs: 15_000 });
  return code === 0;
}

/**
 * Starts the compose service and resolves when its health check passes.
 * @param {string} root
 * @returns {Promise<import('./find-broker').FoundBroker>} stopping it keeps the container's data
 */
async function startDockerBroker(root) {
  const compose = (/** @type {string[]} */ ...args) =>
    runOrFail('docker', ['compose', ...args], { cwd: root });
  await compose('up', '-d', '--wait', SERVICE);
  return {
    ...brokerAddress(),
    ours: {
      async stop() {
        await compose('stop', SERVICE);
      },
      killNow() {
        const options = { cwd: root, detached: true, stdio: /** @type {const} */ ('ignore') };
        spawn('docker', ['compose', 'kill', SERVICE], options).unref();
      },
    },
  };
}

module.exports = {
  brokerAddress,
  SERVICE,
  canRunDockerBroker,
  startDockerBroker,
};
