// @ts-check
'use strict';

const { checkNodeVersion } = require('./setup/check-node-version');
checkNodeVersion();

const { spawn } = require('node:child_process');
const { existsSync } = require('node:fs');
const { join } = require('node:path');
const { BrokerInUseError, readRunningBroker } = require('./broker/broker-record');
const { chooseRabbitmq } = require('./broker/choose-rabbitmq');
const { superviseBroker } = require('./broker/supervise-broker');
const { builtMain, ensureBuild } = require('./setup/ensure-build');
const { ensurePackages } = require('./setup/ensure-packages');
const { exitWithError } = require('./setup/exit-with-error');
const { StepReporter } = require('./setup/report-steps');

const ROOT = join(__dirname, '..');
const BROKER_COMMANDS = ['verify', 'declare', 'redeclare'];
// What the command prints may be read by a program: set-up talks on the other stream.
const reporter = new StepReporter(process.stderr);

/** Runs a command of the CLI, after installing and building what it needs. */
async function runCli() {
  await ensurePackages(ROOT, reporter);
  await ensureBuild(ROOT, ['cli'], reporter);
  const broker = await findPrivateBroker();
  const child = spawn(process.execPath, [builtMain(ROOT, 'cli'), ...process.argv.slice(2)], {
    stdio: 'inherit',
    env: { ...process.env, ...broker.env },
  });
  // The terminal's Ctrl-C reaches the command itself; leaving before it would hide how it ended.
  process.on('SIGINT', () => undefined);
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  child.once('error', (error) => exitWithError(error, reporter));
  child.once('exit', async (code, signal) => {
    await broker.stop();
    process.exit(code ?? (signal === 'SIGINT' ? 130 : 1));
  });
}

/**
 * The address of this checkout's private broker, unless another is named: of the one that runs, or, for a
 * command about the topology, of one that is started for it: a boot that failed has stopped its own.
 * @returns {Promise<{ env: NodeJS.ProcessEnv, stop: () => Promise<void> }>}
 */
async function findPrivateBroker() {
  if (existsSync(join(ROOT, '.env'))) process.loadEnvFile(join(ROOT, '.env'));
  const none = { env: {}, stop: async () => undefined };
  if (process.env['RABBITMQ_URL']) return none;
  const dataDir = join(ROOT, '.warren', 'broker');
  const running = readRunningBroker(dataDir);
  if (running?.isReady) return { ...none, env: addressOf(running) };
  const [area, command = ''] = process.argv.slice(2);
  if (area !== 'topology' || !BROKER_COMMANDS.includes(command) || !existsSync(dataDir))
    return none;
  // The data may be that of another RabbitMQ than the installed one.
  chooseRabbitmq(dataDir);
  try {
    const { broker, stop } = await reporter.step('Starting RabbitMQ', () =>
      superviseBroker(dataDir, (line) => reporter.say(line)),
    );
    return { env: addressOf(broker), stop: () => reporter.step('Stopping RabbitMQ', stop) };
  } catch (error) {
    // Another command was starting it.
    if (error instanceof BrokerInUseError) return { ...none, env: addressOf(error.record) };
    throw error;
  }
}

/** @param {{ url: string, managementUrl: string }} broker @returns {NodeJS.ProcessEnv} */
function addressOf({ url, managementUrl }) {
  const login = { RABBITMQ_USERNAME: '', RABBITMQ_PASSWORD: '' };
  return { RABBITMQ_URL: url, RABBITMQ_MANAGEMENT_URL: managementUrl, ...login };
}

runCli().catch((error) => exitWithError(error, reporter));
