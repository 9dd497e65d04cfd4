// @ts-check
'use strict';

const { checkNodeVersion } = require('./setup/check-node-version');
checkNodeVersion();

const { join } = require('node:path');
const { BrokerInUseError } = require('./broker/broker-record');
const { chooseRabbitmq } = require('./broker/choose-rabbitmq');
const { describeBroker } = require('./broker/find-broker');
const { ensureRabbitmq } = require('./broker/install-rabbitmq');
const { superviseBroker } = require('./broker/supervise-broker');
const { StopList } = require('./run/stop-list');
const { stopOnSignal } = require('./run/stop-on-signal');
const { answerHelp } = require('./setup/answer-help');
const { exitWithError } = require('./setup/exit-with-error');
const { StepReporter } = require('./setup/report-steps');
const { SetupError } = require('./setup/run-command');

answerHelp('usage: npm run broker');

const DATA_DIR = join(__dirname, '..', '.warren', 'broker');

const reporter = new StepReporter(process.stdout);
const say = (/** @type {string} */ line) => reporter.say(line);
const stopList = new StopList(reporter);
stopOnSignal({ stop: () => stopList.stopAll(), killAll: () => stopList.killAll(), say });

async function runBroker() {
  chooseRabbitmq(DATA_DIR);
  await ensureRabbitmq(reporter);
  const { broker } = await reporter.step('Starting RabbitMQ', async (step) => {
    const supervised = await superviseBroker(DATA_DIR, say);
    const { stop, killNow } = supervised;
    stopList.add('RabbitMQ', { stop, killNow });
    step.detail(describeBroker(supervised.broker));
    return supervised;
  });
  say(`
  AMQP        ${broker.url}
  management  ${broker.managementUrl}  (user ${broker.username}, password ${broker.password})
  data        ${DATA_DIR}

Ctrl-C stops it.
`);
}

runBroker().catch((error) => {
  const known = error instanceof BrokerInUseError;
  exitWithError(known ? new SetupError(error.message) : error, reporter);
});
