// @ts-check
'use strict';

const EXAMPLE = '{"id":"abc123","tipo":"CREACION","payload":{"usuario":"juan","valor":42}}';

/**
 * @param {object} facts
 * @param {import('./supervise-apps').App[]} facts.apps
 * @param {import('../broker/find-broker').FoundBroker} facts.broker
 * @param {string[]} facts.missing what is not ready yet
 * @param {(line: string) => void} facts.say
 */
function printWelcome({ apps, broker, missing, say }) {
  const base = (/** @type {string} */ name) => apps.find((app) => app.name === name)?.base;
  const gateway = base('gateway');
  const worker = base('worker');
  const login = broker.username ? `  (user ${broker.username}, password ${broker.password})` : '';
  const title =
    missing.length === 0
      ? 'Warren is up.'
      : `Warren runs, but is not ready: ${missing.join(', ')}. It keeps trying; see the log above.`;
  const lines = [
    '',
    title,
    '',
    `  gateway     ${gateway}`,
    `  worker      ${worker}/messages`,
    `  Swagger UI  ${gateway}/docs  and  ${worker}/docs`,
    ...(broker.managementUrl ? [`  RabbitMQ    ${broker.managementUrl}${login}`] : []),
    '',
    'Try it:',
    '',
    `  curl -X POST ${gateway}/send -H "Content-Type: application/json" -d '${EXAMPLE}'`,
    `  curl ${worker}/messages`,
    '',
    'Ctrl-C stops everything.',
    '',
  ];
  say(lines.join('\n'));
}

module.exports = { printWelcome };
