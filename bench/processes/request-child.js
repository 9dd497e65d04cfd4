// @ts-check
'use strict';

const { fork } = require('node:child_process');

/** A process of the bench's own that does what it is asked, one request at a time. */
class RequestChild {
  /** @type {import('node:child_process').ChildProcess} */ #child;

  /** @param {import('node:child_process').ChildProcess} child */
  constructor(child) {
    this.#child = child;
  }

  /**
   * Resolves when it is ready.
   * @param {string} file which calls serveRequests
   * @param {{ env?: Record<string, string>, execArgv?: string[] }} [options]
   */
  static async start(file, { env = {}, execArgv = [] } = {}) {
    const child = fork(file, [], {
      env: { ...process.env, ...env },
      execArgv,
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    const self = new RequestChild(child);
    await self.#nextAnswer(file);
    return self;
  }

  get pid() {
    return this.#child.pid ?? 0;
  }

  /**
   * @param {string} name
   * @param {unknown} [input]
   * @returns {Promise<any>} rejects with what it threw, or when it ends
   */
  request(name, input) {
    const answer = this.#nextAnswer(name);
    this.#child.send({ name, input });
    return answer;
  }

  /** Ends it. It holds nothing that would need saving. */
  async stop() {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const exited = new Promise((resolve) => this.#child.once('exit', resolve));
    this.#child.disconnect();
    await exited;
  }

  /** @param {string} what */
  #nextAnswer(what) {
    return new Promise((resolve, reject) => {
      const onExit = (/** @type {number | null} */ code) => {
        this.#child.off('message', onMessage);
        reject(new Error(`the process for ${what} ended with exit code ${code}`));
      };
      const onMessage = (/** @type {any} */ { result, error }) => {
        this.#child.off('exit', onExit);
        if (error === undefined) resolve(result);
        else reject(new Error(`${what}: ${error}`));
      };
      this.#child.once('exit', onExit);
      this.#child.once('message', onMessage);
    });
  }
}

module.exports = { RequestChild };
