// @ts-check
'use strict';

const { EventEmitter, once } = require('node:events');
const { existsSync, readFileSync, rmSync } = require('node:fs');
const { join } = require('node:path');
const { setTimeout: pause } = require('node:timers/promises');
const { stopOnSignal } = require('../tools/run/stop-on-signal');
const { ensureBuild } = require('../tools/setup/ensure-build');
const { exitWithError } = require('../tools/setup/exit-with-error');
const { StepReporter } = require('../tools/setup/report-steps');
const { summariseProfile } = require('./report/summarise-profile');
const { createConsumerSide, startWarrenWorker } = require('./rows/consumer-side');
const { createHttpSide } = require('./rows/http-side');
const { createPublisherSide } = require('./rows/publisher-side');
const { postBatch, postEvent } = require('./rows/requests');
const { Stage } = require('./stage');

const ROOT = join(__dirname, '..');
const PLAN = {
  quick: false,
  rounds: 1,
  warmUpMs: 5_000,
  rampMs: 2_000,
  measureMs: 10_000,
  patienceMs: 0,
};
const execArgv = ['--require', join(__dirname, 'processes', 'profile-on-signal.js')];
const reporter = new StepReporter(process.stdout);

/** Profiles what is under test in row 1, 6, 7, 8 or 9, and prints where its time goes. */
async function profile() {
  const row = process.argv[2] ?? '1';
  await ensureBuild(ROOT, ['gateway', 'worker'], reporter);
  const file = join(ROOT, '.warren', `bench-row-${row}.cpuprofile`);
  rmSync(file, { force: true });
  const stage = new Stage(ROOT, reporter);
  stopOnSignal({
    stop: () => stage.stop(),
    killAll: () => stage.killAll(),
    say: (line) => reporter.say(line),
  });
  try {
    await stage.start();
    const { side, pid, full } = await prepare(stage, row, { WARREN_BENCH_PROFILE: file });
    await side.warmUp();
    const measuring = side.measure();
    await (full ? full() : pause(PLAN.rampMs));
    process.kill(pid, 'SIGUSR2');
    await (full ? measuring : pause(PLAN.measureMs));
    process.kill(pid, 'SIGUSR2');
    const { perSecond, cpuUsPerMessage, faults } = await measuring;
    while (!existsSync(file)) await pause(100);
    await pause(500);
    const rate = `${Math.round(perSecond)} msg/s, CPU ${cpuUsPerMessage.toFixed(1)} us/msg`;
    reporter.say([rate, ...faults, ...summarise(file), '', file].join('\n'));
  } finally {
    await stage.stop();
  }
}

/**
 * @param {Stage} stage
 * @param {string} row
 * @param {Record<string, string>} env
 * @returns {Promise<{ side: import('./rows/compare-sides').Side, pid: number, full?: () => Promise<unknown> }>}
 *   `full` resolves when a queue is filled whose emptying is to be profiled
 */
async function prepare(stage, row, env) {
  if (row === '8') return prepareWorker(stage, env);
  if (row === '9') return prepareWorker(stage, { ...env, BENCH_JOURNAL: 'stream' });
  if (row === '7') {
    const child = await stage.startChild('peers/warren-publisher.js', { env, execArgv });
    return { side: createPublisherSide(stage, PLAN, { name: 'Warren', child }), pid: child.pid };
  }
  const server = await stage.startGateway({ env, execArgv });
  const isBatch = row === '6';
  const request = isBatch ? postBatch(100, 1_024) : postEvent('/send', 1_024);
  const load = { clients: isBatch ? 10 : 64, queues: ['mensajes'] };
  const side = createHttpSide(stage, PLAN, { ...load, name: 'Warren', server, request });
  return { side, pid: server.pid };
}

/** @param {Stage} stage @param {Record<string, string>} env */
async function prepareWorker(stage, env) {
  const child = await startWarrenWorker(stage, { env, execArgv });
  const filled = new EventEmitter();
  const onFilled = () => void filled.emit('filled');
  const side = createConsumerSide(stage, PLAN, { name: 'Warren', child, onFilled });
  return { side, pid: child.pid, full: () => once(filled, 'filled') };
}

/** @param {string} file */
function summarise(file) {
  return summariseProfile(JSON.parse(readFileSync(file, 'utf8')));
}

profile().then(
  () => process.exit(0),
  (error) => exitWithError(error, reporter),
);
