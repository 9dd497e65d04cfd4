// @ts-check
'use strict';

const { brokerEnvironment } = require('./broker-environment');
const {
  explainFailure,
  markLog,
  saysStarted,
  startEpmd,
  startVirtualMachine,
} = require('./broker-process');
const { waitForBroker } = require('./wait-for-broker');
const { guardOrphans } = require('../run/guard-orphans');
const { hasExited, sendSignal, stopChild } = require('../run/stop-process');

/** @typedef {import('node:child_process').ChildProcess} ChildProcess */
/** @typedef {{ code: number | null, signal: NodeJS.Signals | null }} BrokerExit */

const BOOT_LIMIT_MS = 90_000;
const STOP_GRACE_MS = 30_000;

/**
 * One private node: its port mapper and its VM, on ports that stay the same for as long as this
 * object lives. Not for two callers at once.
 */
class BrokerNode {
  /** @type {ChildProcess | undefined} */ #epmd;
  /** @type {ChildProcess | undefined} */ #vm;
  #release = () => {};
  #wanted = false;

  /**
   * @param {object} settings
   * @param {string} settings.server path of the rabbitmq-server script
   * @param {string} settings.epmd path of epmd
   * @param {string} settings.dataDir prepared and configured for these ports
   * @param {import('./broker-config').BrokerPorts} settings.ports
   * @param {{ username: string, password: string }} settings.credentials
   * @param {(node: BrokerNode) => void} settings.onSpawn called as soon as the processes have pids
   * @param {(exit: BrokerExit) => void} settings.onExit called when the VM ends on its own
   */
  constructor(settings) {
    this.settings = settings;
  }

  /** Pids of the VM and of its port mapper, 0 when they do not run. */
  get pids() {
    return { vm: this.#vm?.pid ?? 0, epmd: this.#epmd?.pid ?? 0 };
  }

  /**
   * Resolves when the node is ready for clients. When it does not, its processes are ended
   * before the promise rejects.
   */
  async boot() {
    const { server, epmd, dataDir, ports } = this.settings;
    const mark = markLog(dataDir);
    this.#wanted = true;
    try {
      if (!this.#epmd || hasExited(this.#epmd)) {
        this.#epmd = await startEpmd(epmd, ports.epmd, brokerEnvironment(dataDir, ports));
      }
      if (!this.#wanted) throw new Error('The broker was stopped while it started.');
      const vm = startVirtualMachine(server, dataDir, ports);
      this.#vm = vm;
      this.#guard();
      this.settings.onSpawn(this);
      await this.#waitUntilReady(vm, mark);
      vm.once('exit', (code, signal) => this.#reportExit(vm, { code, signal }));
    } catch (error) {
      await this.halt();
      throw error;
    }
  }

  /** Guards what runs now, and no longer what ran before. */
  #guard() {
    this.#release();
    const pids = [this.#vm?.pid, this.#epmd?.pid].filter((pid) => pid !== undefined);
    this.#release = guardOrphans(pids, { graceSeconds: STOP_GRACE_MS / 1_000 });
  }

  /** @param {ChildProcess} vm @param {number} mark */
  async #waitUntilReady(vm, mark) {
    const { dataDir, ports, credentials } = this.settings;
    const givenUp = new AbortController();
    const giveUp = (/** @type {string} */ summary) =>
      givenUp.abort(explainFailure(dataDir, mark, summary));
    const onExit = (/** @type {number | null} */ code, /** @type {string | null} */ signal) =>
      giveUp(`RabbitMQ ended while starting (${signal ?? `exit code ${code}`}).`);
    vm.once('exit', onExit);
    vm.once('error', (error) => givenUp.abort(error));
    const timer = setTimeout(
      () => giveUp(`RabbitMQ was not ready after ${BOOT_LIMIT_MS / 1_000} s.`),
      BOOT_LIMIT_MS,
    );
    const address = {
      ...{ amqpPort: ports.amqp, managementPort: ports.management, dataDir },
      ...credentials,
    };
    try {
      await waitForBroker(address, () => saysStarted(dataDir, mark), givenUp.signal);
      givenUp.signal.throwIfAborted();
    } finally {
      clearTimeout(timer);
      vm.off('exit', onExit);
    }
  }

  /** @param {ChildProcess} vm @param {BrokerExit} exit */
  #reportExit(vm, exit) {
    if (this.#vm !== vm) return;
    this.#vm = undefined;
    this.#guard();
    this.settings.onExit(exit);
  }

  /**
   * Ends the VM and its port mapper, in this order, and resolves when both are gone.
   * @param {{ graceMs?: number }} [options] time between SIGTERM and SIGKILL; 0 kills at once
   */
  async halt({ graceMs = STOP_GRACE_MS } = {}) {
    this.#wanted = false;
    const vm = this.#vm;
    this.#vm = undefined;
    if (vm) await stopChild(vm, { graceMs });
    const epmd = this.#epmd;
    this.#epmd = undefined;
    if (epmd) await stopChild(epmd, { graceMs: 2_000 });
    this.#release();
  }

  /** @param {NodeJS.Signals} signal sent to the VM alone */
  signal(signal) {
    if (this.#vm?.pid !== undefined) sendSignal(this.#vm.pid, signal);
  }
}

module.exports = { BrokerNode };
