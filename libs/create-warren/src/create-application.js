// @ts-check
'use strict';

const { cpSync, existsSync, readdirSync, readFileSync, writeFileSync } = require('node:fs');
const { basename, join } = require('node:path');
const { addEvent } = require('./add-event');
const { Refusal } = require('./refusal');

const TEMPLATE = join(__dirname, '../template');
/** The name of the template's application. */
const PLACEHOLDER = /\bmy-app\b/g;
const NAME = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;
const FIRST_EVENT = 'orders.placed';

/**
 * Writes an application with one event into the folder, which is new or empty and bears its name.
 * @param {string} folder
 * @throws {Refusal} before anything is written
 */
async function createApplication(folder) {
  const name = basename(folder);
  if (!NAME.test(name) || name.length > 40) {
    throw new Refusal(
      `'${name}' cannot be the name of an application: up to 40 lower-case letters, digits and single hyphens can, beginning with a letter.`,
    );
  }
  if (existsSync(folder) && !isEmptyFolder(folder)) {
    throw new Refusal(`${folder} is not an empty folder: choose another name, or empty it.`);
  }
  cpSync(TEMPLATE, folder, { recursive: true, filter: (path) => !path.endsWith('_gitignore') });
  // npm leaves out a file that is named .gitignore.
  cpSync(join(TEMPLATE, '_gitignore'), join(folder, '.gitignore'));
  for (const file of ['package.json', 'README.md', 'src/contracts/topology/topology.ts']) {
    const text = readFileSync(join(folder, file), 'utf8');
    writeFileSync(join(folder, file), text.replace(PLACEHOLDER, name));
  }
  await addEvent(folder, FIRST_EVENT);
}

/** @param {string} path */
function isEmptyFolder(path) {
  try {
    return readdirSync(path).length === 0;
  } catch {
    return false;
  }
}

module.exports = { createApplication };
