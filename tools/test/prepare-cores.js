// @ts-check
'use strict';

const { delimiter } = require('node:path');
const { PROGRAMS_VARIABLE } = require('../broker/find-rabbitmq');
const { ensureNewerRabbitmq } = require('../broker/newer-rabbitmq');
const { ensureNode } = require('../setup/ensure-node');

/** @typedef {import('../setup/report-steps').StepReporter} StepReporter */

/**
 * What a core runs on instead of what is installed: the variables that choose it, or why it is missing.
 * @typedef {{ environment?: Record<string, string>, missing?: string }} Platform
 */

/** @type {Record<string, (reporter: StepReporter) => Promise<Record<string, string>>>} */
const PREPARE = {
  'RabbitMQ 4.3': async (reporter) => ({
    [PROGRAMS_VARIABLE]: await ensureNewerRabbitmq('4.3', reporter),
  }),
  'Node.js 24': async (reporter) => ({
    PATH: [await ensureNode('24', reporter), process.env['PATH']].join(delimiter),
  }),
};

/**
 * Installs what the core stages run on. Never rejects: what cannot be had here is missing.
 * @param {import('./stages').JestStage[]} stages
 * @param {StepReporter} reporter
 * @returns {Promise<Map<string | undefined, Platform>>} by the `on` of a stage
 */
async function prepareCores(stages, reporter) {
  const prepared = stages.map(async ({ on }) => {
    const prepare = PREPARE[on ?? ''];
    if (!prepare) return [];
    try {
      return [[on, { environment: await prepare(reporter) }]];
    } catch (error) {
      const lines = /** @type {Error} */ (error).message.trim().split('\n');
      return [[on, { missing: lines.at(-1) }]];
    }
  });
  return new Map(/** @type {[string, Platform][]} */ ((await Promise.all(prepared)).flat()));
}

module.exports = { prepareCores };
