// @ts-check
'use strict';

const { execFileSync } = require('node:child_process');
const { mkdirSync, rmSync, writeFileSync } = require('node:fs');
const { dirname, join } = require('node:path');
const { addEvent } = require('../libs/create-warren/src/add-event');
const { describeEvent, findLayout } = require('../libs/create-warren/src/describe-event');
const { Refusal } = require('../libs/create-warren/src/refusal');
const { DEMO_FILES } = require('./remove-demo/demo-files');
const { editDocuments } = require('./remove-demo/edit-documents');
const { editFiles, replaceExamples } = require('./remove-demo/edit-files');
const {
  INDEX,
  RPC_EXAMPLES,
  TOPOLOGY,
  writeExamples,
  writeReadme,
} = require('./remove-demo/write-own');
const { SetupError } = require('./setup/run-command');

const ROOT = join(__dirname, '..');
const GOLDENS = 'openapi|definitions';

/**
 * Leaves of this repository the platform and one event of the user's.
 * @param {string} name of the event, as `orders.placed`
 * @throws before anything is written, when the repository or the name is not fit for it
 */
async function removeDemo(name) {
  if (run('git', 'status', '--porcelain') !== '') {
    throw new SetupError('There are changes that are not committed: commit them first.');
  }
  const event = describeEvent(name, findLayout(ROOT));
  const edited = editFiles(ROOT, event);
  for (const file of DEMO_FILES) rmSync(join(ROOT, file), { recursive: true, force: true });
  const written = new Map([
    ...edited,
    ['libs/contracts/src/index.ts', INDEX],
    ['libs/contracts/src/topology/topology.ts', TOPOLOGY],
    ['apps/gateway/src/publish/publish-examples.ts', writeExamples(event)],
    ['apps/gateway/src/rpc/rpc-examples.ts', RPC_EXAMPLES],
    ['README.md', writeReadme(event)],
  ]);
  for (const [file, text] of written) {
    mkdirSync(dirname(join(ROOT, file)), { recursive: true });
    writeFileSync(join(ROOT, file), text);
  }
  await addEvent(ROOT, name);
  replaceExamples(ROOT, event);
  editDocuments(ROOT);
  run(
    'npx',
    'prettier',
    '--write',
    'apps',
    'libs/contracts',
    'libs/views',
    'docs',
    '*.md',
    'tools',
    'test',
  );
  process.env['UPDATE_GOLDEN'] = '1';
  run('npx', 'jest', '--selectProjects', 'unit', '--testPathPatterns', GOLDENS);
}

/** @param {string} program @param {string[]} args @returns {string} */
function run(program, ...args) {
  return execFileSync(program, args, { cwd: ROOT, encoding: 'utf8' }).trim();
}

removeDemo(process.argv[2] ?? '').then(
  () => console.log('The demo is removed. Next: npm test, and commit.'),
  (error) => {
    const isForeseen = error instanceof Refusal || error instanceof SetupError;
    console.error(isForeseen ? error.message : error);
    process.exitCode = 1;
  },
);
