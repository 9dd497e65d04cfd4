// @ts-check
'use strict';

const { resolve, join } = require('node:path');
const { findFreePort } = require('../../tools/broker/free-port');
const { StopList } = require('../../tools/run/stop-list');
const { builtMain } = require('../../tools/setup/ensure-build');
const { RequestChild } = require('./request-child');
const { ServerProcess } = require('./server-process');

/** Ports of servers are taken from here on; the broker takes its own from 20,000 on. */
const FIRST_PORT = 18_100;
const BENCH = join(__dirname, '..');

/** Starts processes and ends them again: those of a row with the row, the others with the run. */
class Launcher {
  /** @type {Record<string, string>} environment of processes that connect to the broker */ env =
    {};

  /** @param {string} root @param {import('../../tools/setup/report-steps').StepReporter} reporter */
  constructor(root, reporter) {
    this.root = root;
    this.reporter = reporter;
    this.stops = new StopList(reporter);
    this.rowStops = this.stops;
    this.isStopping = false;
  }

  /**
   * Runs one row; what it started ends with it.
   * @template T
   * @param {() => Promise<T>} work
   */
  async playRow(work) {
    this.rowStops = new StopList(this.reporter);
    try {
      return await work();
    } finally {
      await this.rowStops.stopAll();
    }
  }

  /** @param {{ root?: string, env?: Record<string, string>, execArgv?: string[] }} [options] `root`: of the checkout whose build it is */
  async startGateway({ root = this.root, env = {}, execArgv = [] } = {}) {
    const port = await findFreePort(FIRST_PORT);
    return this.startServer({
      name: 'the gateway',
      command: process.execPath,
      args: [...execArgv, builtMain(root, 'gateway')],
      env: { LOG_LEVEL: 'warn', GATEWAY_PORT: String(port), ...env },
      port,
      readyPath: '/readyz',
    });
  }

  /**
   * Starts one of the servers in bench/peers.
   * @param {object} peer
   * @param {string} peer.name
   * @param {string} [peer.command] node unless given
   * @param {(port: number) => string[]} peer.args
   * @param {Record<string, string>} [peer.env]
   */
  async startPeer({ name, command = process.execPath, args, env = {} }) {
    const port = await findFreePort(FIRST_PORT);
    const ownEnv = { ...env, PORT: String(port) };
    return this.startServer({ name, command, args: args(port), env: ownEnv, port });
  }

  /** @param {import('./server-process').ServerPlan} plan */
  async startServer(plan) {
    const server = await ServerProcess.start({ ...plan, env: { ...this.env, ...plan.env } });
    this.rowStops.add(plan.name, { stop: () => server.stop(), killNow: () => server.killNow() });
    return server;
  }

  /**
   * @param {string} file in bench/, or anywhere
   * @param {{ env?: Record<string, string>, execArgv?: string[] }} [options]
   */
  async startChild(file, { env = {}, execArgv = [] } = {}) {
    const options = { env: { ...this.env, ...env }, execArgv };
    const child = await RequestChild.start(resolve(BENCH, file), options);
    // It ends with its channel to us, so nothing is left to kill.
    this.rowStops.add(file, { stop: () => child.stop(), killNow: () => undefined });
    return child;
  }

  killAll() {
    this.rowStops.killAll();
    this.stops.killAll();
  }

  async stopAll() {
    this.isStopping = true;
    await this.rowStops.stopAll();
    await this.stops.stopAll();
  }
}

module.exports = { Launcher };
