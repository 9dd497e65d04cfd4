// @ts-check
'use strict';

const { spawn } = require('node:child_process');
const { setTimeout: pause } = require('node:timers/promises');
const { guardOrphans } = require('../../tools/run/guard-orphans');
const { hasExited, sendSignal, stopChild } = require('../../tools/run/stop-process');

const READY_MS = 60_000;
const STOP_GRACE_MS = 5_000;
const KEPT_OUTPUT = 4_000;

/**
 * @typedef {object} ServerPlan
 * @property {string} name
 * @property {string} command
 * @property {string[]} args
 * @property {Record<string, string>} env added to our own
 * @property {number} port
 * @property {string} [readyPath] answers 200 when it is ready; without it any answer will do
 */

/** An HTTP server in a process of its own, not restarted when it ends. */
class ServerProcess {
  #output = '';

  /** @param {ServerPlan} plan */
  constructor(plan) {
    this.plan = plan;
    this.port = plan.port;
    this.child = spawn(plan.command, plan.args, {
      env: { ...process.env, ...plan.env },
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const release = this.child.pid
      ? guardOrphans([this.child.pid], { graceSeconds: 5 })
      : () => undefined;
    this.child.once('exit', release);
    this.child.on('error', (error) => this.#keep(error.message));
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream.on('data', (chunk) => this.#keep(String(chunk)));
    }
  }

  /** Resolves when it answers. @param {ServerPlan} plan */
  static async start(plan) {
    const self = new ServerProcess(plan);
    try {
      await self.ready();
    } catch (error) {
      await self.stop();
      throw error;
    }
    return self;
  }

  get pid() {
    return this.child.pid ?? 0;
  }

  /** The last lines it wrote. */
  get output() {
    return this.#output;
  }

  async ready() {
    const { name, port, readyPath } = this.plan;
    const deadline = Date.now() + READY_MS;
    for (;;) {
      const status = await fetch(`http://127.0.0.1:${port}${readyPath ?? '/'}`)
        .then(async (response) => [response.status, await response.arrayBuffer()][0])
        .catch(() => undefined);
      if (status === 200 || (readyPath === undefined && status !== undefined)) return;
      const failed = this.child.pid === undefined || hasExited(this.child);
      if (failed || Date.now() > deadline) {
        throw new Error(`${name} ${failed ? 'ended' : 'is not ready'}:\n${this.#output}`);
      }
      await pause(100);
    }
  }

  async stop() {
    await stopChild(this.child, { graceMs: STOP_GRACE_MS });
  }

  /** For when there is no time for stop(). */
  killNow() {
    if (this.pid > 0 && !hasExited(this.child)) sendSignal(this.pid, 'SIGKILL', { group: true });
  }

  /** @param {string} text */
  #keep(text) {
    this.#output = (this.#output + text).slice(-KEPT_OUTPUT);
  }
}

module.exports = { ServerProcess };
