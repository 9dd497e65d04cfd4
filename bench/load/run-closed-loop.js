// @ts-check
'use strict';

const { performance } = require('node:perf_hooks');
const { countAccepted } = require('./count-accepted');
const { HttpConnection } = require('./http-connection');
const { MeasuredWindow } = require('./measured-window');
const { RequestTemplate } = require('./request-template');

/**
 * @typedef {object} ClosedLoopPlan
 * @property {number} port
 * @property {import('./request-template').RequestPlan} request
 * @property {number} clients each sends its next request when the last one was answered
 * @property {import('./measured-window').WindowPlan} window
 * @property {number} firstNumber the number of the first message
 */

/**
 * @typedef {object} LoadResult
 * @property {import('./measured-window').WindowResult} window
 * @property {number} accepted messages accepted in the whole run, before and in the window
 * @property {Record<string, number>} statuses answers of the whole run by HTTP status; `0`: none
 * @property {number} nextNumber the first number that was not used
 */

/**
 * Keeps all clients busy until the window is over, then waits for the answers on their way.
 * @param {ClosedLoopPlan} plan
 * @returns {Promise<LoadResult>}
 */
async function runClosedLoop({ port, request, clients, window: windowPlan, firstNumber }) {
  let number = firstNumber;
  let accepted = 0;
  let running = clients;
  let over = false;
  /** @type {Record<string, number>} */
  const statuses = {};
  /** @type {() => void} */
  let finish;
  const finished = new Promise((resolve) => (finish = () => resolve(undefined)));
  /** @type {{ connection: HttpConnection, bytes: Buffer }[]} */
  let due = [];
  // What is due leaves together, once all that has arrived is read: every write wakes the server,
  // on a core that it shares.
  const sendDue = () => {
    const all = due;
    due = [];
    for (const { connection, bytes } of all) connection.send(bytes);
  };
  const next = (
    /** @type {HttpConnection} */ connection,
    /** @type {RequestTemplate} */ template,
  ) => {
    connection.since = performance.now();
    due.push({ connection, bytes: template.stamp(number) });
    number += template.messages;
    if (due.length === 1) setImmediate(sendDue);
  };
  const pairs = Array.from({ length: clients }, () => {
    const template = new RequestTemplate(request);
    const connection = new HttpConnection(port, (self, status, body) => {
      const messages = countAccepted(status, body, template.messages);
      accepted += messages;
      statuses[status] = (statuses[status] ?? 0) + 1;
      window.count(performance.now() - self.since, messages);
      if (!over) return next(self, template);
      running -= 1;
      if (running === 0) finish();
    });
    return { template, connection };
  });
  await Promise.all(pairs.map(({ connection }) => connection.open()));
  const window = new MeasuredWindow(windowPlan, () => (over = true));
  for (const { connection, template } of pairs) next(connection, template);
  await finished;
  for (const { connection } of pairs) connection.close();
  if (!window.result) throw new Error('the run ended before its window');
  return { window: window.result, accepted, statuses, nextNumber: number };
}

module.exports = { runClosedLoop };
