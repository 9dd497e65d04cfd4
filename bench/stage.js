// @ts-check
'use strict';

const { rm } = require('node:fs/promises');
const { totalmem } = require('node:os');
const { join } = require('node:path');
const { endLeftoverBroker } = require('../tools/broker/broker-record');
const { startPrivateBroker } = require('../tools/broker/private-broker');
const { BenchQueues } = require('./broker/bench-queues');
const { Launcher } = require('./processes/launcher');

/** As RabbitMQ is delivered; the private broker keeps to less, since tests run many. */
const BROKER_CONFIG = {
  'vm_memory_high_watermark.absolute': Math.floor(totalmem() * 0.4),
  'raft.wal_max_size_bytes': 536_870_912,
};

/** The broker, Warren's gateway on it, and the load generator: what every row plays on. */
class Stage extends Launcher {
  /** @type {import('../tools/broker/private-broker').PrivateBroker | undefined} */ #broker;
  /** @type {import('./processes/server-process').ServerProcess | undefined} */ #gateway;
  /** @type {import('./processes/request-child').RequestChild | undefined} */ #load;
  /** @type {BenchQueues | undefined} */ #queues;
  /** @type {(text: string) => void} shows what is being done now */ report = () => undefined;
  /** The number of the next message; no number is used twice in one run. */
  nextNumber = 1;

  get broker() {
    return this.#broker ?? failBecauseNotStarted();
  }

  get gateway() {
    return this.#gateway ?? failBecauseNotStarted();
  }

  get load() {
    return this.#load ?? failBecauseNotStarted();
  }

  get queues() {
    return this.#queues ?? failBecauseNotStarted();
  }

  async start() {
    const dataDir = join(this.root, '.warren', 'bench-broker');
    // Throws while another run uses it: two at once would measure each other.
    await endLeftoverBroker(dataDir);
    await rm(dataDir, { recursive: true, force: true });
    const plan = { dataDir, amqpPort: 0, managementPort: 0, config: BROKER_CONFIG };
    const broker = await this.reporter.step('Starting a broker', () => startPrivateBroker(plan));
    this.#broker = broker;
    this.stops.add('the broker', {
      stop: () => broker.discard(),
      killNow: () => broker.kill('SIGKILL'),
    });
    this.env = { RABBITMQ_URL: broker.url, NODE_ENV: 'production' };
    this.#gateway = await this.reporter.step('Starting the gateway', () => this.startGateway());
    this.#load = await this.startChild('load/generator.js');
    await this.connectQueues();
  }

  /** To be called again when the broker was stopped. */
  async connectQueues() {
    this.#queues = await BenchQueues.connect(this.broker.url);
  }

  async readBrokerVersion() {
    const status = await this.broker.rabbitmqctl(['version']);
    return status.trim();
  }

  async stop() {
    await this.#queues?.close();
    await this.stopAll();
  }
}

/** @returns {never} */
function failBecauseNotStarted() {
  throw new Error('the stage is not started');
}

module.exports = { Stage };
