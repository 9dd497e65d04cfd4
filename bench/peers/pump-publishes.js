// @ts-check
'use strict';

const { performance } = require('node:perf_hooks');
const { makeEvent, makeId } = require('../load/make-event');
const { MeasuredWindow } = require('../load/measured-window');

/**
 * @typedef {object} PumpPlan
 * @property {number} inFlight how many messages wait for the broker at once
 * @property {number} bodyBytes
 * @property {import('../load/measured-window').WindowPlan} window
 * @property {number} firstNumber
 */

/**
 * @callback Send
 * @param {Buffer} body
 * @param {import('amqplib').Options.Publish & { messageId: string }} properties
 * @param {(error: unknown) => void} done called once, with a falsy value when the broker confirmed
 * @returns {void}
 */

/**
 * Keeps a publisher of this process busy: the next message is sent when one was confirmed. Both
 * sides send the same messages, built here.
 * @param {PumpPlan} plan
 * @param {Send} send
 * @returns {Promise<import('../load/run-closed-loop').LoadResult>}
 */
async function pumpPublishes({ inFlight, bodyBytes, window: windowPlan, firstNumber }, send) {
  const body = Buffer.from(makeEvent(bodyBytes));
  let number = firstNumber;
  let accepted = 0;
  let failed = 0;
  let waiting = 0;
  let over = false;
  /** @type {() => void} */
  let finish;
  const finished = new Promise((resolve) => (finish = () => resolve(undefined)));
  const next = () => {
    const since = performance.now();
    const messageId = makeId(number);
    number += 1;
    waiting += 1;
    send(body, makeProperties(messageId), (error) => {
      waiting -= 1;
      if (error) failed += 1;
      else accepted += 1;
      window.count(performance.now() - since, error ? 0 : 1);
      if (!over) next();
      else if (waiting === 0) finish();
    });
  };
  const window = new MeasuredWindow(
    { ...windowPlan, watch: [process.pid, ...windowPlan.watch] },
    () => {
      over = true;
    },
  );
  for (let count = 0; count < inFlight; count += 1) next();
  await finished;
  if (!window.result) throw new Error('the run ended before its window');
  /** @type {Record<string, number>} */
  const statuses = failed > 0 ? { failed } : {};
  return { window: window.result, accepted, statuses, nextNumber: number };
}

/** @param {string} messageId */
function makeProperties(messageId) {
  return {
    messageId,
    type: 'BENCH',
    timestamp: Math.floor(Date.now() / 1_000),
    appId: 'bench',
    contentType: 'application/json',
    persistent: true,
    mandatory: true,
    headers: {},
  };
}

module.exports = { pumpPublishes };
