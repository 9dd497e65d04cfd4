#!/usr/bin/env node
// @ts-check
'use strict';

const { basename, relative, resolve } = require('node:path');
const { addEvent } = require('./src/add-event');
const { createApplication } = require('./src/create-application');
const { findLayout } = require('./src/describe-event');
const { Refusal } = require('./src/refusal');

const USAGE = `Usage: create-warren my-app          starts an application in the folder my-app
       create-warren event orders.paid   adds an event to the application of this folder`;

/** @param {string[]} words @returns {Promise<string>} what is printed */
async function run(words) {
  const [first = '', event = ''] = words;
  if (first === 'event' && words.length === 2) {
    const files = await addEvent(process.cwd(), event);
    const { after = '' } = findLayout(process.cwd());
    const next = 'Next: say in the first file what the event carries, in the handler what is done.';
    return `${files.map((file) => `  ${file}`).join('\n')}\n\n${next} ${after}`.trimEnd();
  }
  if (words.length !== 1 || first === 'event' || first.startsWith('-')) throw new Refusal(USAGE);
  const folder = resolve(first);
  await createApplication(folder);
  return describeNext(relative(process.cwd(), folder), basename(folder));
}

/** @param {string} path @param {string} name */
function describeNext(path, name) {
  return `${name} is in ${path}. Next:

  cd ${path}
  npm install
  npm test
  docker compose up -d --wait       RabbitMQ on 127.0.0.1:5672; or RABBITMQ_URL in .env
  npm run build
  npm run start:worker
  npm run start:gateway             in a second terminal

README.md says how to publish the first event.`;
}

run(process.argv.slice(2)).then(
  (text) => console.log(text),
  (error) => {
    console.error(error instanceof Refusal ? error.message : error);
    process.exitCode = 1;
  },
);
