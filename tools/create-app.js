// @ts-check
'use strict';

const { mkdirSync } = require('node:fs');
const { join, resolve } = require('node:path');
const { createApplication } = require('../libs/create-warren/src/create-application');
const { Refusal } = require('../libs/create-warren/src/refusal');
const { buildPackage, pack } = require('./package-library');

const ROOT = join(__dirname, '..');

/**
 * Starts an application whose `vendor` has the tarballs of Warren as it is here: nothing of Warren is
 * asked of a registry.
 * @param {string} folder
 * @returns {Promise<string>} the folder that the library's tarball was made of
 */
async function createAppFromHere(folder) {
  await createApplication(folder, {
    '@warren/nestjs': 'file:vendor/warren-nestjs.tgz',
    'create-warren': 'file:vendor/create-warren.tgz',
  });
  const vendor = join(folder, 'vendor');
  mkdirSync(vendor);
  const library = buildPackage();
  pack(library, join(vendor, 'warren-nestjs.tgz'));
  pack(join(ROOT, 'libs/create-warren'), join(vendor, 'create-warren.tgz'));
  return library;
}

if (require.main === module) {
  const [folder = ''] = process.argv.slice(2);
  const path = resolve(process.env['INIT_CWD'] ?? '.', folder);
  createAppFromHere(path).then(
    () => console.log(`It is in ${path}. Next: npm install there, and its README.md.`),
    (error) => {
      console.error(error instanceof Refusal ? error.message : error);
      process.exitCode = 1;
    },
  );
}

module.exports = { createAppFromHere };
