// @ts-check
'use strict';

const { execFileSync } = require('node:child_process');
const { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join, resolve } = require('node:path');
const { Refusal } = require('../libs/create-warren/src/refusal');
const { buildPackage, pack } = require('./package-library');
const { answerHelp } = require('./setup/answer-help');

const ROOT = join(__dirname, '..');
const VENDORED = {
  '@warren/nestjs': 'file:vendor/warren-nestjs.tgz',
  'create-warren': 'file:vendor/create-warren.tgz',
};

/**
 * Starts an application as `npm create warren` does, from the tarball, whose `vendor` has the tarballs
 * of Warren as it is here: nothing is asked of a registry.
 * @param {string} folder
 * @returns {string} the folder that the library's tarball was made of
 * @throws {Refusal} nothing was written
 */
function createAppFromHere(folder) {
  const vendor = join(folder, 'vendor');
  const own = mkdtempSync(join(tmpdir(), 'create-warren-'));
  try {
    const tarball = pack(join(ROOT, 'libs/create-warren'), join(own, 'create-warren.tgz'));
    createByNpm(tarball, own, folder);
    mkdirSync(vendor);
    cpSync(tarball, join(vendor, 'create-warren.tgz'));
  } finally {
    rmSync(own, { recursive: true, force: true });
  }
  const library = buildPackage();
  pack(library, join(vendor, 'warren-nestjs.tgz'));
  const file = join(folder, 'package.json');
  const manifest = JSON.parse(readFileSync(file, 'utf8'));
  for (const dependencies of [manifest.dependencies, manifest.devDependencies]) {
    for (const [name, path] of Object.entries(VENDORED)) {
      if (name in dependencies) dependencies[name] = path;
    }
  }
  writeFileSync(file, `${JSON.stringify(manifest, null, 2)}\n`);
  return library;
}

/** @param {string} tarball @param {string} own @param {string} folder */
function createByNpm(tarball, own, folder) {
  const options = ['--offline', '--yes', `--cache=${join(own, 'cache')}`, `--package=${tarball}`];
  try {
    const args = ['exec', ...options, '--', 'create-warren', folder];
    execFileSync('npm', args, { cwd: own, encoding: 'utf8', stdio: 'pipe' });
  } catch (error) {
    throw new Refusal(/** @type {{ stderr: string }} */ (error).stderr.trim());
  }
}

if (require.main === module) {
  answerHelp('usage: npm run create -- FOLDER');
  const [folder = ''] = process.argv.slice(2);
  const path = resolve(process.env['INIT_CWD'] ?? '.', folder);
  try {
    createAppFromHere(path);
    console.log(`It is in ${path}. Next: npm install there, and its README.md.`);
  } catch (error) {
    console.error(error instanceof Refusal ? error.message : error);
    process.exitCode = 1;
  }
}

module.exports = { createAppFromHere };
