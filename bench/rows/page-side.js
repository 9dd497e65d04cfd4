// @ts-check
'use strict';

const { Agent, get } = require('node:http');
const { performance } = require('node:perf_hooks');
const { MeasuredSpan } = require('../load/measured-span');
const { makeSample } = require('./sample');

/**
 * A side that is asked for the newest page of messages, one request after the other.
 * @param {import('../stage').Stage} stage
 * @param {import('../plan').Plan} plan
 * @param {object} side
 * @param {string} side.name
 * @param {{ port: number, pid: number }} side.server
 * @param {number} side.pageLength messages in each answer
 * @returns {import('./compare-sides').Side}
 */
function createPageSide(stage, { warmUpMs, measureMs }, { name, server, pageLength }) {
  const path = `/messages?limit=${pageLength}`;
  /** @param {number} forMs */
  const run = async (forMs) => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const span = new MeasuredSpan([server.pid, stage.broker.pid]);
    const faults = new Set();
    let accepted = 0;
    span.begin();
    for (const end = performance.now() + forMs; performance.now() < end; accepted += 1) {
      const startedAt = performance.now();
      const { status, body } = await ask({ port: server.port, path, agent });
      span.count(performance.now() - startedAt, 1);
      const found = status === 200 ? JSON.parse(body).length : 0;
      if (found !== pageLength) faults.add(`an answer ${status} with ${found} messages`);
    }
    span.end();
    agent.destroy();
    if (!span.result) throw new Error('nothing was measured');
    const load = { window: span.result, accepted, statuses: {}, nextNumber: 0 };
    return makeSample(load, [...faults]);
  };
  return { name, warmUp: () => run(warmUpMs), measure: () => run(measureMs) };
}

/**
 * @param {{ port: number, path: string, agent: Agent }} request
 * @returns {Promise<{ status: number, body: string }>}
 */
function ask({ port, path, agent }) {
  return new Promise((resolve, reject) => {
    const request = get({ host: '127.0.0.1', port, path, agent }, (answer) => {
      const parts = /** @type {Buffer[]} */ ([]);
      answer.on('data', (part) => parts.push(part));
      answer.on('error', reject);
      answer.on('end', () => {
        const body = Buffer.concat(parts).toString();
        resolve({ status: answer.statusCode ?? 0, body });
      });
    });
    request.on('error', reject);
  });
}

module.exports = { createPageSide };
