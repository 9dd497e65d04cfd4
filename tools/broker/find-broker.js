// @ts-check
'use strict';

const { canRunDockerBroker, startDockerBroker } = require('./docker-broker');
const { DEFAULT_AMQP_PORT, DEFAULT_MANAGEMENT_PORT } = require('./choose-ports');
const { chooseRabbitmq } = require('./choose-rabbitmq');
const { findRabbitmqServer } = require('./find-rabbitmq');
const { canConnect } = require('./free-port');
const { ensureRabbitmq } = require('./install-rabbitmq');
const { BrokerInUseError } = require('./broker-record');
const { superviseBroker } = require('./supervise-broker');

/** @typedef {import('../setup/report-steps').StepReporter} StepReporter */

/**
 * @typedef {object} FoundBroker
 * @property {string} url
 * @property {string | undefined} managementUrl
 * @property {string | undefined} username
 * @property {string | undefined} password
 * @property {import('../run/stop-list').Stoppable | undefined} ours how to end it, when it was started here
 */

/**
 * @typedef {object} BrokerWish
 * @property {string} root
 * @property {string} dataDir
 * @property {{ rabbitmqUrls: string[], managementUrl: string | undefined }} settings
 */

/**
 * The broker to use: the one that was named, or a private one, or Docker's, or a private one that is
 * installed for it.
 * @param {BrokerWish} wish
 * @param {StepReporter} reporter
 * @returns {Promise<FoundBroker>}
 */
async function findBroker({ root, dataDir, settings }, reporter) {
  const { rabbitmqUrls, managementUrl } = settings;
  if (rabbitmqUrls.length > 0) return useGivenBroker(rabbitmqUrls, managementUrl, reporter);
  chooseRabbitmq(dataDir);
  if (!findRabbitmqServer()) {
    const docker = await reporter.step('Looking for Docker', async (step) => {
      const works = await canRunDockerBroker(root);
      step.detail(works ? 'it works' : 'no engine');
      return works;
    });
    if (docker) {
      return reporter.step('Starting RabbitMQ in Docker', () => startDockerBroker(root));
    }
    await ensureRabbitmq(reporter);
  }
  return startOrShareBroker(dataDir, reporter);
}

/**
 * @param {string[]} urls
 * @param {string | undefined} managementUrl
 * @param {StepReporter} reporter
 * @returns {Promise<FoundBroker>}
 */
async function useGivenBroker(urls, managementUrl, reporter) {
  for (const url of urls) {
    const { hostname, port, protocol } = new URL(url);
    const number = Number(port) || (protocol === 'amqps:' ? 5671 : DEFAULT_AMQP_PORT);
    await reporter.step(`Broker of RABBITMQ_URL at ${hostname}:${number}`, async (step) => {
      const reachable = await canConnect(number, hostname.replace(/^\[|\]$/g, ''), 5_000);
      step.detail(reachable ? 'it answers' : 'no answer; the applications will keep trying');
    });
  }
  const login = { username: undefined, password: undefined };
  return { url: urls.join(','), managementUrl, ...login, ours: undefined };
}

/**
 * @param {string} dataDir
 * @param {StepReporter} reporter
 * @returns {Promise<FoundBroker>}
 */
function startOrShareBroker(dataDir, reporter) {
  return reporter.step('Starting RabbitMQ', async (step) => {
    try {
      const { broker, stop, killNow } = await superviseBroker(dataDir, (line) =>
        reporter.say(line),
      );
      step.detail(describeBroker(broker));
      const { url, managementUrl, username, password } = broker;
      return { url, managementUrl, username, password, ours: { stop, killNow } };
    } catch (error) {
      if (!(error instanceof BrokerInUseError)) throw error;
      step.detail(`using the one that process ${error.record.owner.pid} runs`);
      const { url, managementUrl, username, password } = error.record;
      return { url, managementUrl, username, password, ours: undefined };
    }
  });
}

/** @param {Pick<import('./private-broker').PrivateBroker, 'amqpPort' | 'managementPort' | 'version'>} broker */
function describeBroker({ amqpPort, managementPort, version }) {
  const moved = [];
  if (amqpPort !== DEFAULT_AMQP_PORT) moved.push(`port ${DEFAULT_AMQP_PORT} is taken`);
  if (managementPort !== DEFAULT_MANAGEMENT_PORT) {
    moved.push(`port ${DEFAULT_MANAGEMENT_PORT} is taken`);
  }
  const reason = moved.length > 0 ? ` (${moved.join(', ')})` : '';
  return `RabbitMQ ${version}, AMQP on port ${amqpPort}, management on port ${managementPort}${reason}`;
}

module.exports = { findBroker, describeBroker };
