'use strict';

// The honest clients of an overload test, on a thread of their own so that the attack of the same test
// does not hold them up. Posts { name, ok, took, at } of each request they make.

const { Agent, request } = require('node:http');
const { performance } = require('node:perf_hooks');
const { parentPort, workerData } = require('node:worker_threads');

const PAUSE_MS = 20;

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
    const started = performance.now();
    const status = await ask(each, agent);
    const took = performance.now() - started;
    parentPort.postMessage({ name: each.name, ok: status === each.expected, took, at: Date.now() });
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
}

for (const each of workerData) void probe(each);
