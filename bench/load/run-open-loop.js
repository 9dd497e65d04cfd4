// @ts-check
'use strict';

const { performance } = require('node:perf_hooks');
const { HttpConnection } = require('./http-connection');
const { MeasuredWindow } = require('./measured-window');
const { RequestTemplate } = require('./request-template');

const TICK_MS = 1;

/**
 * @typedef {object} OpenLoopPlan
 * @property {number} port
 * @property {import('./request-template').RequestPlan} request
 * @property {number} ratePerSecond
 * @property {number} connections
 * @property {'wait' | 'drop'} whenBusy what happens to a request that is due while every connection
 *   waits for an answer: it is sent later and its latency counts from when it was due, or it is
 *   left out and counted as dropped
 * @property {import('./measured-window').WindowPlan} window
 * @property {number} firstNumber
 */

/**
 * @typedef {object} OpenLoopExtras
 * @property {number} startedAtMs on the machine's monotonic clock; message n was due at
 *   `startedAtMs + (n - firstNumber) / ratePerSecond * 1000` when nothing was dropped
 * @property {number} dropped
 * @property {number[]} acceptedBySecond in each second while requests were sent
 * @property {Uint8Array} acceptedNumbers 1 where `firstNumber + index` was accepted
 * @property {number} slowestMs the longest any answer took, of any status
 */

/** @typedef {import('./run-closed-loop').LoadResult & OpenLoopExtras} OpenLoopResult */

/** One run of an open loop: requests become due at a fixed rate, however late the answers are. */
class OpenLoop {
  /** @type {HttpConnection[]} */ #idle = [];
  /** @type {Map<HttpConnection, RequestTemplate>} */ #templates = new Map();
  /** @type {Record<string, number>} */ #statuses = {};
  /** @type {number[]} */ #bySecond;
  /** @type {(() => void) | undefined} */ #whenIdle;
  #due = 0;
  #number;
  #accepted = 0;
  #dropped = 0;
  #slowestMs = 0;
  #startedAt = 0;

  /** @param {OpenLoopPlan} plan */
  constructor(plan) {
    this.plan = plan;
    this.#number = plan.firstNumber;
    const { rampMs, measureMs } = plan.window;
    this.#bySecond = Array.from({ length: Math.floor((rampMs + measureMs) / 1_000) }, () => 0);
    const most = Math.ceil(((rampMs + measureMs + 1_000) / 1_000) * plan.ratePerSecond);
    this.acceptedNumbers = new Uint8Array(most);
  }

  /** @returns {Promise<OpenLoopResult>} when the last answer is in */
  async run() {
    const { connections, port, request, window: windowPlan, firstNumber } = this.plan;
    for (let count = 0; count < connections; count += 1) {
      const connection = new HttpConnection(port, (self, status) => this.#take(self, status));
      // One after the other: all at once they would not fit the server's queue of new connections.
      await connection.open();
      this.#templates.set(connection, new RequestTemplate(request));
      this.#idle.push(connection);
    }
    const startedAtMs = Number(process.hrtime.bigint()) / 1e6;
    this.#startedAt = performance.now();
    await new Promise((resolve) => {
      const ticker = setInterval(() => this.#sendDue(), TICK_MS);
      this.window = new MeasuredWindow(windowPlan, () => resolve(clearInterval(ticker)));
    });
    if (this.#idle.length < connections) {
      await new Promise((resolve) => (this.#whenIdle = () => resolve(undefined)));
    }
    for (const connection of this.#templates.keys()) connection.close();
    const { result } = /** @type {MeasuredWindow} */ (this.window);
    return {
      window: /** @type {import('./measured-window').WindowResult} */ (result),
      accepted: this.#accepted,
      statuses: this.#statuses,
      nextNumber: this.#number,
      startedAtMs,
      dropped: this.#dropped,
      acceptedBySecond: this.#bySecond,
      acceptedNumbers: this.acceptedNumbers.subarray(0, this.#number - firstNumber),
      slowestMs: this.#slowestMs,
    };
  }

  #sendDue() {
    const { ratePerSecond, whenBusy } = this.plan;
    const elapsedMs = performance.now() - this.#startedAt;
    const dueByNow = Math.floor((elapsedMs / 1_000) * ratePerSecond);
    while (this.#due < dueByNow) {
      const connection = this.#idle.pop();
      if (connection) this.#send(connection);
      else if (whenBusy === 'wait') return;
      else this.#dropped += 1;
      this.#due += 1;
    }
  }

  /** @param {HttpConnection} connection */
  #send(connection) {
    connection.since = this.#startedAt + (this.#due / this.plan.ratePerSecond) * 1_000;
    connection.number = this.#number;
    this.#number += 1;
    const template = /** @type {RequestTemplate} */ (this.#templates.get(connection));
    connection.send(template.stamp(connection.number));
  }

  /** @param {HttpConnection} connection @param {number} status */
  #take(connection, status) {
    const now = performance.now();
    const latency = now - connection.since;
    this.#statuses[status] = (this.#statuses[status] ?? 0) + 1;
    this.#slowestMs = Math.max(this.#slowestMs, latency);
    if (status >= 200 && status < 300) {
      this.#accepted += 1;
      this.acceptedNumbers[connection.number - this.plan.firstNumber] = 1;
      const second = Math.floor((now - this.#startedAt) / 1_000);
      const before = this.#bySecond[second];
      if (before !== undefined) this.#bySecond[second] = before + 1;
      this.window?.count(latency, 1);
    }
    this.#idle.push(connection);
    if (this.#idle.length === this.plan.connections) this.#whenIdle?.();
  }
}

/** @param {OpenLoopPlan} plan */
function runOpenLoop(plan) {
  return new OpenLoop(plan).run();
}

module.exports = { runOpenLoop };
