// @ts-check
'use strict';

const { delimiter } = require('node:path');
const { PROGRAMS_VARIABLE } = require('../broker/find-rabbitmq');
const { ensureNewerRabbitmq } = require('../broker/newer-rabbitmq');
const { ensureNode } = require('../setup/ensure-node');

/** @typedef {import('../setup/report-steps').StepReporter} StepReporter */

/**
 * What a stage runs on instead of what is installed: the variables that choose it, and what is missing.
 * @typedef {{ environment: Record<string, string>, missing: string[] }} Platform
 */

/** @type {Record<import('./stages').Newer, (reporter: StepReporter) => Promise<Record<string, string>>>} */
const PREPARE = {
  'RabbitMQ 4.3': async (reporter) => ({
    [PROGRAMS_VARIABLE]: await ensureNewerRabbitmq('4.3', reporter),
  }),
  'Node.js 24': async (reporter) => ({
    PATH: [await ensureNode('24', reporter), process.env['PATH']].join(delimiter),
  }),
};

/**
 * Installs what these stages run on. Never rejects: what cannot be had here is missing, with the reason.
 * @param {import('./stages').JestStage[]} stages
 * @param {StepReporter} reporter
 * @returns {Promise<Platform>}
 */
async function preparePlatform(stages, reporter) {
  /** @type {Platform} */
  const platform = { environment: {}, missing: [] };
  const prepared = stages
    .flatMap(({ on = [] }) => on)
    .map(async (name) => {
      try {
        Object.assign(platform.environment, await PREPARE[name](reporter));
      } catch (error) {
        const lines = /** @type {Error} */ (error).message.trim().split('\n');
        platform.missing.push(`${name}: ${lines.at(-1)}`);
      }
    });
  await Promise.all(prepared);
  return platform;
}

module.exports = { preparePlatform };
