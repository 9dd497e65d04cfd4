'use strict';

// The honest clients of an overload test, on a thread of their own so that the attack of the same test
// does not hold them up. Posts { name, ok, took, used, at } of each request they make. `used` is how much of
// `took` the event loop of the attacked process was on a processor: a busy machine does not add to it.

const { readFileSync } = require('node:fs');
const { Agent, request } = require('node:http');
const { performance } = require('node:perf_hooks');
const { parentPort, workerData } = require('node:worker_threads');

const PAUSE_MS = 20;

/** Processor time of the main thread of the attacked process, in milliseconds. */
function usedByLoop() {
  const [nanoseconds] = readFileSync(`/proc/${workerData.pid}/schedstat`, 'utf8').split(' ');
  return Number(nanoseconds) / 1e6;
}

/** Resolves with the status; 0 when there was no answer. */
function ask({ url, method = 'GET', body, headers = {} }, agent) {
  return new Promise((resolve) => {
    const outgoing = request(url, { method, headers, agent, timeout: 30_000 }, (answer) => {
      answer.resume();
      answer.once('close', () => resolve(answer.statusCode));
    });
    outgoing.once('timeout', () => outgoing.destroy());
    outgoing.once('error', () => resolve(0));
    outgoing.end(body);
  });
}

async function probe(each) {
  const agent = new Agent({ keepAlive: !each.connects, maxSockets: 1 });
  for (;;) {
    const [started, usedBefore] = [performance.now(), usedByLoop()];
    const status = await ask(each, agent);
    const took = performance.now() - started;
    const used = Math.min(took, usedByLoop() - usedBefore);
    const ok = status === each.expected;
    parentPort.postMessage({ name: each.name, ok, took, used, at: Date.now() });
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
}

for (const each of workerData.probes) void probe(each);
