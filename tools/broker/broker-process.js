// @ts-check
'use strict';

const { spawn } = require('node:child_process');
const { closeSync, openSync, readFileSync, statSync } = require('node:fs');
const { setTimeout: pause } = require('node:timers/promises');
const { brokerPaths } = require('./broker-config');
const { brokerEnvironment } = require('./broker-environment');
const { LOOPBACK, canConnect } = require('./free-port');
const { hasExited } = require('../run/stop-process');

const EPMD_READY_MS = 5_000;
const SHOWN_LOG_LINES = 15;

/** Another process has bound the port since it was chosen: choose another and try again. */
class PortTakenError extends Error {
  /** @param {string} detail */
  constructor(detail) {
    super(`A port of the broker was taken by another program.\n${detail}`);
    this.code = 'port_taken';
  }
}

/**
 * Starts Erlang's port mapper as our own child. Without it the VM would start one for the whole
 * machine, listening on every address, that outlives it.
 * @param {string} epmd
 * @param {number} port
 * @param {NodeJS.ProcessEnv} env
 */
async function startEpmd(epmd, port, env) {
  const child = spawn(epmd, ['-address', LOOPBACK, '-port', String(port)], {
    env,
    detached: true,
    stdio: 'ignore',
  });
  child.unref();
  /** @type {Error | undefined} */
  let failure;
  child.on('error', (error) => (failure = error));
  const deadline = Date.now() + EPMD_READY_MS;
  while (!failure && !hasExited(child) && Date.now() < deadline) {
    if (await canConnect(port, LOOPBACK)) return child;
    await pause(20);
  }
  child.kill('SIGKILL');
  if (failure) throw new Error(`Could not start ${epmd}.`, { cause: failure });
  throw new PortTakenError(`epmd did not come up on port ${port}.`);
}

/**
 * Starts the VM without waiting for it. Its output goes to a file and not to us: a pipe would break
 * under it when we die first.
 * @param {string} server
 * @param {string} dataDir
 * @param {import('./broker-config').BrokerPorts} ports
 */
function startVirtualMachine(server, dataDir, ports) {
  const output = openSync(brokerPaths(dataDir).startupLog, 'w', 0o600);
  try {
    return spawn(server, [], {
      cwd: dataDir,
      env: brokerEnvironment(dataDir, ports),
      detached: true,
      stdio: ['ignore', output, output],
    });
  } finally {
    closeSync(output);
  }
}

/** Where the broker's own log ends now: what an earlier run wrote must not explain this one. */
function markLog(/** @type {string} */ dataDir) {
  try {
    return statSync(brokerPaths(dataDir).logFile).size;
  } catch {
    return 0;
  }
}

/**
 * Whether the broker has written to its log that it is up, since this start.
 * @param {string} dataDir
 * @param {number} logMark from markLog, taken before the start
 */
function saysStarted(dataDir, logMark) {
  return readTail(brokerPaths(dataDir).logFile, logMark).includes('Server startup complete');
}

/** The version of RabbitMQ that started last, as the broker's own log says. */
function readVersion(/** @type {string} */ dataDir) {
  const starts = readTail(brokerPaths(dataDir).logFile, 0).matchAll(/Starting RabbitMQ ([\d.]+)/g);
  return [...starts].at(-1)?.[1] ?? 'of an unknown version';
}

/**
 * Why a broker did not come up, with the last lines it wrote.
 * @param {string} dataDir
 * @param {number} logMark from markLog, taken before the start
 * @param {string} summary
 * @returns {Error}
 */
function explainFailure(dataDir, logMark, summary) {
  const paths = brokerPaths(dataDir);
  const startup = readTail(paths.startupLog, 0);
  const log = readTail(paths.logFile, logMark);
  const text = `${startup}\n${log}`;
  const lines = pickTellingLines(startup.includes('[error]') || log === '' ? startup : log);
  if (/eaddrinuse|address already in use|could not bind|in use by another/i.test(text)) {
    return new PortTakenError(lines);
  }
  return new Error(`${summary} From its log in ${paths.logs}:\n${lines}`);
}

/**
 * The first error and what follows it, or the last lines when there is none: Erlang ends a failed
 * start with pages of crash reports that no longer name the cause.
 * @param {string} text
 */
function pickTellingLines(text) {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const first = lines.findIndex((line) => line.includes('[error]'));
  const start = first < 0 ? Math.max(0, lines.length - SHOWN_LOG_LINES) : first;
  return lines.slice(start, start + SHOWN_LOG_LINES).join('\n');
}

/** @param {string} file @param {number} from */
function readTail(file, from) {
  try {
    const bytes = readFileSync(file);
    return bytes.subarray(bytes.length < from ? 0 : from).toString('utf8');
  } catch {
    return '';
  }
}

module.exports = {
  PortTakenError,
  startEpmd,
  startVirtualMachine,
  markLog,
  saysStarted,
  readVersion,
  explainFailure,
};
