// @ts-check
'use strict';

const { spawn } = require('node:child_process');
const { existsSync } = require('node:fs');
const { join } = require('node:path');

const onWindows = process.platform === 'win32';

/** Something the user can put right: shown as its sentence, without a stack. */
class SetupError extends Error {
  /** @param {string} message */
  constructor(message) {
    super(message);
    this.code = 'setup_failed';
  }
}

/**
 * @typedef {object} CommandOptions
 * @property {string} [cwd]
 * @property {NodeJS.ProcessEnv} [env]
 * @property {number} [timeoutMs]
 * @property {boolean} [inherit] hands it our terminal instead of keeping the output
 * @property {(pid: number) => void} [onSpawn]
 */

/**
 * Runs a command to its end and keeps what it prints. It ends with this process.
 * @param {string} command
 * @param {string[]} args
 * @param {CommandOptions} [options]
 * @returns {Promise<{ code: number, output: string }>} code 127 when it could not be started
 */
function runCommand(command, args, { cwd, env, timeoutMs, inherit = false, onSpawn } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd,
      env: env ?? process.env,
      timeout: timeoutMs,
      // Since a security fix Node starts .cmd files only through the shell.
      shell: onWindows,
      stdio: inherit ? 'inherit' : ['ignore', 'pipe', 'pipe'],
    });
    if (child.pid !== undefined) onSpawn?.(child.pid);
    const endWithUs = () => child.kill('SIGTERM');
    process.once('exit', endWithUs);
    /** @type {Buffer[]} */
    const chunks = [];
    const settle = (/** @type {number} */ code) => {
      process.off('exit', endWithUs);
      resolve({ code, output: Buffer.concat(chunks).toString('utf8') });
    };
    child.stdout?.on('data', (chunk) => chunks.push(chunk));
    child.stderr?.on('data', (chunk) => chunks.push(chunk));
    child.once('error', (error) => {
      chunks.push(Buffer.from(error.message));
      settle(127);
    });
    child.once('close', (code) => settle(code ?? 1));
  });
}

/**
 * As runCommand, for a command that must succeed.
 * @param {string} command
 * @param {string[]} args
 * @param {CommandOptions} [options]
 * @throws {SetupError} with everything it printed
 */
async function runOrFail(command, args, options) {
  const { code, output } = await runCommand(command, args, options);
  if (code === 0) return output;
  throw new SetupError(
    `${output.trimEnd()}\n\n"${[command, ...args].join(' ')}" ended with exit code ${code}.`,
  );
}

/**
 * @param {string} root
 * @param {string} name of a program that a package installed
 * @throws {SetupError} when it is not there
 */
function findLocalBinary(root, name) {
  const file = join(root, 'node_modules', '.bin', onWindows ? `${name}.cmd` : name);
  if (!existsSync(file)) throw new SetupError(`${name} is not installed: ${file} is missing.`);
  return file;
}

module.exports = { SetupError, runCommand, runOrFail, findLocalBinary };
