// @ts-check
'use strict';

const { spawn } = require('node:child_process');
const { createInterface } = require('node:readline');
const { guardOrphans } = require('./guard-orphans');
const { HeldLines } = require('./held-lines');
const { describeExit, isFinal, nextRestartDelay } = require('./restart-delay');
const { hasExited, sendSignal, stopChild } = require('./stop-process');

const GUARD_GRACE_SECONDS = 15;

/**
 * @typedef {object} ProcessSettings
 * @property {string} name
 * @property {string} command
 * @property {string[]} args
 * @property {string} cwd
 * @property {NodeJS.ProcessEnv} env
 * @property {(line: string) => void} print takes each line the process writes
 * @property {(line: string) => void} say prints what the supervisor reports
 * @property {(reason: string) => void} onFinal called when the process ended for a reason that a
 *   restart cannot mend: what it wrote last on stderr
 */

/**
 * Keeps one process running until stop(): when it dies by itself it is started again, later and later,
 * unless it says by its exit code that a restart cannot mend it.
 */
class SupervisedProcess {
  /** @type {import('node:child_process').ChildProcess | undefined} */ #child;
  /** @type {NodeJS.Timeout | undefined} */ #restart;
  #delayMs = 0;
  #stopping = false;

  /** @param {ProcessSettings} settings */
  constructor(settings) {
    this.settings = settings;
  }

  start() {
    const { command, args, cwd, env, print } = this.settings;
    // In a group of its own, so that the terminal's Ctrl-C does not reach it before its turn comes.
    const child = spawn(command, args, {
      cwd,
      env,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child = child;
    const startedAt = Date.now();
    const release = child.pid
      ? guardOrphans([child.pid], { graceSeconds: GUARD_GRACE_SECONDS })
      : () => undefined;
    const errors = new HeldLines(print);
    createInterface({ input: child.stdout }).on('line', print);
    createInterface({ input: child.stderr }).on('line', (line) => errors.add(line));
    child.once('exit', release);
    // When all it wrote has been read.
    child.once('close', (code, signal) => {
      if (isFinal({ code })) return this.#end(errors.take());
      errors.flush();
      this.#startAgain(describeExit({ code, signal }), Date.now() - startedAt);
    });
    child.once('error', (error) => {
      if (child.pid === undefined) this.#startAgain(error.message, 0);
    });
  }

  /** @param {string[]} lastLines */
  #end(lastLines) {
    if (this.#stopping) return;
    const { name, onFinal } = this.settings;
    onFinal(lastLines.join('\n') || `${name} cannot work, and a restart cannot mend it.`);
  }

  /** @param {string} reason @param {number} aliveMs */
  #startAgain(reason, aliveMs) {
    if (this.#stopping) return;
    this.#delayMs = nextRestartDelay(this.#delayMs, aliveMs);
    const { name, say } = this.settings;
    say(`! ${name} ended by itself (${reason}); starting it again in ${this.#delayMs / 1_000} s.`);
    this.#restart = setTimeout(() => this.start(), this.#delayMs);
  }

  /**
   * Ends the process and stops supervising it.
   * @param {{ graceMs: number }} options time between SIGTERM and SIGKILL
   */
  async stop({ graceMs }) {
    this.#stopping = true;
    clearTimeout(this.#restart);
    if (!this.#child) return;
    const { forced } = await stopChild(this.#child, { graceMs });
    if (forced)
      this.settings.say(
        `! ${this.settings.name} did not end in ${graceMs / 1_000} s and was killed.`,
      );
  }

  /** For when there is no time for stop(). */
  killNow() {
    this.#stopping = true;
    clearTimeout(this.#restart);
    const child = this.#child;
    if (child?.pid && !hasExited(child)) sendSignal(child.pid, 'SIGKILL', { group: true });
  }
}

module.exports = { SupervisedProcess };
