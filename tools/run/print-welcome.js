// @ts-check
'use strict';

const { findFreePort } = require('../broker/free-port');
const { portVariable } = require('./supervise-apps');

const EXAMPLE = '{"id":"abc123","tipo":"CREACION","payload":{"usuario":"juan","valor":42}}';

/** @typedef {import('./supervise-apps').App} App */

/**
 * @param {object} facts
 * @param {App[]} facts.apps those that run
 * @param {import('../broker/find-broker').FoundBroker} facts.broker
 * @param {string[]} facts.missing what is not ready yet
 * @param {string} facts.failureLab
 * @param {(line: string) => void} facts.say
 */
async function printWelcome({ apps, broker, missing, failureLab, say }) {
  const title =
    missing.length === 0
      ? 'Warren is up.'
      : `Warren runs, but is not ready: ${missing.join(', ')}. It keeps trying; see the log above.`;
  const examples = apps.map(({ name, base }) =>
    name === 'gateway'
      ? `  curl -X POST ${base}/send -H "Content-Type: application/json" -d '${EXAMPLE}'`
      : `  curl ${base}${name === 'desk' ? '/now' : pathOf(name)}`,
  );
  const lines = [
    ...['', title, '', ...describeAddresses(apps, broker)],
    ...(failureLab === 'on' ? [describeFailureLab()] : []),
    ...['', 'Try it:', '', ...examples, ''],
    `Start more, in another terminal and this folder${broker.username ? '' : ', with the same RABBITMQ_URL'}:`,
    ...['', ...(await describeMore()), '', 'Ctrl-C stops everything.', ''],
  ];
  say(lines.join('\n'));
}

/** @param {App[]} apps @param {import('../broker/find-broker').FoundBroker} broker */
function describeAddresses(apps, { managementUrl, password, url, username }) {
  return [
    ...apps.map(({ name, base }) => `  ${name.padEnd(11)} ${base}${pathOf(name)}`),
    `  Swagger UI  ${apps.map(({ base }) => `${base}/docs`).join('  ')}`,
    // The password of a broker that was started here is shown; that of one that was given is not.
    `  AMQP        ${username ? url : withoutPassword(url)}`,
    ...(managementUrl ? [`  RabbitMQ    ${managementUrl}`] : []),
    ...(managementUrl && username ? [`              user ${username}, password ${password}`] : []),
  ];
}

/** What a user looks at first. @param {import('./supervise-apps').AppName} name */
function pathOf(name) {
  return { gateway: '', worker: '/messages', desk: '/ui/' }[name];
}

function describeFailureLab() {
  return '  Failure lab on: events may ask to fail. FAILURE_LAB=off turns it off.';
}

/** The commands that start more applications, each on a port that is free. */
async function describeMore() {
  /** @type {[string, import('./supervise-apps').AppName, number][]} */
  const wanted = [
    ['second worker', 'worker', 8003],
    ['gateway alone', 'gateway', 8010],
    ['worker alone', 'worker', 8020],
  ];
  return Promise.all(
    wanted.map(async ([title, name, from]) => {
      const port = await findFreePort(from);
      return `  ${title.padEnd(15)} ${portVariable(name)}=${port} npm start -- ${name}`;
    }),
  );
}

/** @param {string} urls */
function withoutPassword(urls) {
  return urls.replace(/(:\/\/[^:/@,]*):[^/\s]*@/g, '$1:***@');
}

module.exports = { printWelcome };
