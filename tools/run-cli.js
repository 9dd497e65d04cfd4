// @ts-check
'use strict';

const { checkNodeVersion } = require('./setup/check-node-version');
checkNodeVersion();

const { spawn } = require('node:child_process');
const { existsSync } = require('node:fs');
const { join } = require('node:path');
const { readRunningBroker } = require('./broker/broker-record');
const { builtMain, ensureBuild } = require('./setup/ensure-build');
const { ensurePackages } = require('./setup/ensure-packages');
const { exitWithError } = require('./setup/exit-with-error');
const { StepReporter } = require('./setup/report-steps');

const ROOT = join(__dirname, '..');
// What the command prints may be read by a program: set-up talks on the other stream.
const reporter = new StepReporter(process.stderr);

/** Runs a command of the CLI, after installing and building what it needs. */
async function runCli() {
  await ensurePackages(ROOT, reporter);
  await ensureBuild(ROOT, ['cli'], reporter);
  const child = spawn(process.execPath, [builtMain(ROOT, 'cli'), ...process.argv.slice(2)], {
    stdio: 'inherit',
    env: cliEnvironment(),
  });
  // The terminal's Ctrl-C reaches the command itself; leaving before it would hide how it ended.
  process.on('SIGINT', () => undefined);
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  child.once('error', (error) => exitWithError(error, reporter));
  child.once('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 1)));
}

/** @returns {NodeJS.ProcessEnv} with the address of this checkout's private broker, while one runs */
function cliEnvironment() {
  if (existsSync(join(ROOT, '.env'))) process.loadEnvFile(join(ROOT, '.env'));
  const env = { ...process.env };
  const running = readRunningBroker(join(ROOT, '.warren', 'broker'));
  if (env['RABBITMQ_URL'] || !running) return env;
  return { ...env, RABBITMQ_URL: running.url, RABBITMQ_MANAGEMENT_URL: running.managementUrl };
}

runCli().catch((error) => exitWithError(error, reporter));
