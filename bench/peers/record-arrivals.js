// @ts-check
'use strict';

/** @typedef {{ number: number, atMs: number }} Arrival `atMs` on the machine's monotonic clock */

/** @type {Arrival[]} */
let arrivals = [];

/** @param {number} number of the event that has reached its handler now */
function recordArrival(number) {
  arrivals.push({ number, atMs: Number(process.hrtime.bigint()) / 1e6 });
}

/** What has arrived since the last call; for `serveRequests`. */
function takeArrivals() {
  const taken = arrivals;
  arrivals = [];
  return {
    numbers: Float64Array.from(taken, ({ number }) => number),
    atMs: Float64Array.from(taken, (arrival) => arrival.atMs),
  };
}

module.exports = { recordArrival, takeArrivals };
