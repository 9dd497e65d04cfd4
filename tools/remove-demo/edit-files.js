// @ts-check
'use strict';

const { readdirSync, readFileSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');
const { SetupError } = require('../setup/run-command');
const { writeBody } = require('./write-own');

/** @typedef {import('../../libs/create-warren/src/describe-event').EventNames} EventNames */
/** @typedef {[pattern: RegExp, replacement: string]} Edit */

/** @param {EventNames} event @returns {Record<string, Edit[]>} each pattern is in its file */
function listEdits({ name, tipo }) {
  return {
    'apps/worker/src/worker.module.ts': [
      [/^import \{ \w+ \} from '\.\/use-cases\/[^;]+;\n/gm, ''],
      [/^ {4}(Batch|Etl|Greetings|Logs|Notifications|Orders|UrgentJobs)Module,\n/gm, ''],
    ],
    'apps/worker/src/commands/command-handlers.module.ts': [
      [/^import \{ \w+ \} from '\.\/[^;]+;\n/gm, ''],
      [/controllers: \[[^\]]*\]/, 'controllers: []'],
    ],
    'apps/worker/src/handlers/handlers.module.ts': [
      [/^import \{ \w+ \} from '\.\/(audit|logs|mensajes)\.handler';\n/gm, ''],
      [/providers: \[[^\]]*\]/, 'providers: []'],
    ],
    'apps/gateway/src/publish/publish.controller.ts': [
      [/^ {2}@Post\('(send|direct\/:routingKey|fanout|headers|logs)'\)\n[^]*?^ {2}\}\n\n/gm, ''],
    ],
    'tools/run/print-welcome.js': [
      [/^const EXAMPLE =[^;]*;/m, `const EXAMPLE = '${writeBody(tipo)}';`],
      [/\$\{base\}\/send/, `\${base}/topic/${name}`],
    ],
    'tools/test/stages.js': [[/^ {2}\{\n {4}name: '(overload|demo|prove)',[^]*?^ {2}\},\n/gm, '']],
    'package.json': [
      [/^ {4}"(bench|prove|remove-demo)": "[^\n]*\n/gm, ''],
      [/",(\n {2}\})/, '"$1'],
    ],
    'docs/README.md': [[/ The pages are in English; .*/, '']],
    'tsconfig.json': [[/^ {4}"bench[^\n]*\n/m, '']],
  };
}

/** @param {string} root @param {EventNames} event @returns {Map<string, string>} new texts by file */
function editFiles(root, event) {
  const edited = new Map();
  for (const [file, edits] of Object.entries(listEdits(event))) {
    let text = readFileSync(join(root, file), 'utf8');
    for (const [pattern, replacement] of edits) {
      if (text.search(pattern) < 0) throw new SetupError(`${file} has nothing like ${pattern}.`);
      text = text.replace(pattern, replacement);
    }
    edited.set(file, text);
  }
  return edited;
}

/**
 * What the apps, the views and their specs use as an example becomes the event.
 * @param {string} root @param {EventNames} event
 */
function replaceExamples(root, { key }) {
  for (const file of ['apps', 'libs/views'].flatMap((folder) => listSources(root, folder))) {
    const text = readFileSync(file, 'utf8');
    if (!text.includes("from '@warren/contracts'")) continue;
    const replaced = text
      .replace(/(?<![./])\bqueues\.[a-z]\w+/g, `queues.${key}`)
      .replace(/(?<![./])\bexchanges\.[a-z]\w+/g, 'exchanges.topic');
    if (replaced !== text) writeFileSync(file, replaced);
  }
}

/** @param {string} root @param {string} folder @returns {string[]} */
function listSources(root, folder) {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => join(root, folder, file));
}

module.exports = { editFiles, replaceExamples };
