// @ts-check
'use strict';

const { cpSync, existsSync, readdirSync, readFileSync, writeFileSync } = require('node:fs');
const { basename, join } = require('node:path');
const { version } = require('../package.json');
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
 * @param {Record<string, string>} [packages] where Warren's own packages are installed from
 * @throws {Refusal} before anything is written
 */
async function createApplication(folder, packages = {}) {
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
  requirePackages(join(folder, 'package.json'), packages);
  await addEvent(folder, FIRST_EVENT);
}

/** @param {string} file @param {Record<string, string>} packages */
function requirePackages(file, packages) {
  const manifest = JSON.parse(readFileSync(file, 'utf8'));
  for (const dependencies of [manifest.dependencies, manifest.devDependencies]) {
    for (const name of ['@warren/nestjs', 'create-warren'].filter((each) => each in dependencies)) {
      dependencies[name] = packages[name] ?? `^${version}`;
    }
  }
  writeFileSync(file, `${JSON.stringify(manifest, null, 2)}\n`);
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
