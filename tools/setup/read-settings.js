// @ts-check
'use strict';

const { existsSync } = require('node:fs');
const { join } = require('node:path');
const { SetupError } = require('./run-command');

const DEFAULT_HOST = '127.0.0.1';
const DEFAULT_GATEWAY_PORT = 8000;
const DEFAULT_WORKER_PORT = 8001;
const DEFAULT_DESK_PORT = 8002;

/**
 * @typedef {object} PortSetting
 * @property {string} variable
 * @property {number} port
 * @property {boolean} chosen set by the user, so no other may be taken instead
 */

/**
 * @typedef {object} Settings
 * @property {string[]} rabbitmqUrls of one broker or of the nodes of one cluster
 * @property {string | undefined} managementUrl
 * @property {string} host
 * @property {PortSetting} gateway
 * @property {PortSetting} worker
 * @property {PortSetting} desk
 */

/**
 * Reads the environment and the checkout's `.env`; a variable that is set in both keeps the value
 * of the environment.
 * @param {string} root
 * @returns {Settings}
 * @throws {SetupError} naming every bad variable at once
 */
function readSettings(root) {
  const file = join(root, '.env');
  if (existsSync(file)) process.loadEnvFile(file);
  /** @type {string[]} */
  const problems = [];
  const settings = {
    rabbitmqUrls: readUrls('RABBITMQ_URL', ['amqp:', 'amqps:'], problems),
    managementUrl:
      readUrls('RABBITMQ_MANAGEMENT_URL', ['http:', 'https:'], problems).join(',') || undefined,
    host: readText('HOST') ?? DEFAULT_HOST,
    gateway: readPort('GATEWAY_PORT', DEFAULT_GATEWAY_PORT, problems),
    worker: readPort('WORKER_PORT', DEFAULT_WORKER_PORT, problems),
    desk: readPort('DESK_PORT', DEFAULT_DESK_PORT, problems),
  };
  if (problems.length > 0) throw new SetupError(problems.join('\n'));
  return settings;
}

/** @param {string} variable */
function readText(variable) {
  const value = process.env[variable]?.trim();
  return value === '' ? undefined : value;
}

/**
 * @param {string} variable
 * @param {string[]} protocols
 * @param {string[]} problems
 * @returns {string[]} empty when unset; a cluster has several addresses, parted by commas; a password may have commas too
 */
function readUrls(variable, protocols, problems) {
  const urls = (readText(variable) ?? '').split(/,(?=\s*[a-z]+:\/\/)/i).map((url) => url.trim());
  const given = urls.filter((url) => url !== '');
  const good = given.every((url) => URL.canParse(url) && protocols.includes(new URL(url).protocol));
  // The value is not shown: it may hold a password.
  if (!good) problems.push(`${variable} must start with ${protocols.join('// or ')}//.`);
  return given;
}

/**
 * @param {string} variable
 * @param {number} fallback
 * @param {string[]} problems
 * @returns {PortSetting}
 */
function readPort(variable, fallback, problems) {
  const text = readText(variable);
  const port = text === undefined ? fallback : Number(text);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    problems.push(`${variable} is "${text}", and a port is a whole number from 1 to 65535.`);
  }
  return { variable, port, chosen: text !== undefined };
}

module.exports = { readSettings };
