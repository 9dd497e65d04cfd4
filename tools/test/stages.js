// @ts-check
'use strict';

/**
 * @typedef {object} StaticStage
 * @property {string} name
 * @property {string} title
 * @property {string} program from node_modules/.bin
 * @property {string[]} args
 */

/** @typedef {'Node.js 24' | 'RabbitMQ 4.3'} Newer */

/**
 * @typedef {object} JestStage
 * @property {string} name
 * @property {string} title
 * @property {string[]} args
 * @property {number} seconds about, on two quiet cores
 * @property {('broker' | 'build' | 'browser')[]} needs
 * @property {boolean} [isExtra] runs only when it is named
 * @property {Record<string, string>} [environment] for what is not set already
 * @property {Newer[]} [on] instead of what is installed
 */

/** The specs that show most of what is promised of publishing, consuming and the topology. */
const CORE =
  '/((confirm-publisher|settling|recording|declare-plan|amqp1-[a-z]+|permissions).broker-spec|(main-job|rights).e2e-spec).ts$';
/** The newest that are supported, both at once: other stages run on the Node they were called with. */
const NEWEST = /** @type {Newer[]} */ (['RabbitMQ 4.3', 'Node.js 24']).filter(
  (name) => name !== `Node.js ${process.versions.node.split('.')[0]}`,
);

/** Stages that only read the sources, and do not wait for one another. @type {StaticStage[]} */
const STATIC_STAGES = [
  { name: 'format', title: 'Format', program: 'prettier', args: ['--check', '.'] },
  { name: 'lint', title: 'Lint', program: 'eslint', args: ['.', '--max-warnings', '0'] },
  { name: 'types', title: 'Types', program: 'tsc', args: ['--noEmit', '-p', 'tsconfig.json'] },
  {
    name: 'page-types',
    title: 'Types of the page',
    program: 'tsc',
    args: ['-p', 'apps/desk/web/tsconfig.json'],
  },
  {
    name: 'boundaries',
    title: 'Boundaries',
    program: 'depcruise',
    args: ['--config', '.dependency-cruiser.js', 'apps', 'libs', 'tools', 'test'],
  },
  {
    name: 'folders',
    title: 'Folders',
    program: 'depcruise',
    args: ['--config', '.dependency-cruiser.folders.js', 'apps', 'libs'],
  },
  { name: 'unused', title: 'Unused code', program: 'knip', args: [] },
];
/** About, of each: two run at a time, beside the build. */
const STATIC_SECONDS = 25;

/** They judge memory, the event loop or the pauses of a process, so nothing else runs beside them. */
const OVERLOAD = '(overload|node-down|queue-in-trouble)\\.e2e-spec';

/** It runs this repository's own checks once more, on a copy without the demo. */
const DEMO = 'remove-demo\\.e2e-spec';

/** @type {JestStage[]} */
const JEST_STAGES = [
  {
    name: 'unit',
    title: 'Unit tests',
    // Jest leaves one core to itself, which on two is half of them.
    args: ['--selectProjects', 'unit', 'page', '--maxWorkers', '2'],
    seconds: 115,
    needs: [],
  },
  {
    name: 'broker',
    title: 'Broker tests',
    // They wait more than they work, each in a virtual host or with a broker of its own.
    args: ['--selectProjects', 'broker', '--maxWorkers', '4'],
    seconds: 400,
    needs: ['broker'],
  },
  {
    name: 'core',
    title: 'Core of the broker tests',
    args: ['--selectProjects', 'broker', '--maxWorkers', '4', '--testPathPatterns', CORE],
    seconds: 35,
    needs: ['broker'],
    isExtra: true,
  },
  {
    name: 'system',
    title: 'System tests',
    args: [
      '--selectProjects',
      'system',
      '--maxWorkers',
      '2',
      '--testPathIgnorePatterns',
      OVERLOAD,
      DEMO,
    ],
    seconds: 640,
    needs: ['broker', 'build', 'browser'],
  },
  {
    name: 'overload',
    title: 'Overload tests',
    args: ['--selectProjects', 'system', '--runInBand', '--testPathPatterns', OVERLOAD],
    seconds: 440,
    needs: ['broker', 'build'],
  },
  {
    name: 'newest',
    title: `Core on ${NEWEST.join(' and ')}`,
    args: ['--selectProjects', 'broker', 'system', '--maxWorkers', '4', '--testPathPatterns', CORE],
    seconds: 90,
    needs: ['broker', 'build'],
    on: NEWEST,
  },
  {
    name: 'demo',
    title: 'What is left without the demo',
    args: ['--selectProjects', 'system', '--runInBand', '--testPathPatterns', DEMO],
    seconds: 240,
    needs: ['broker'],
    isExtra: true,
  },
  {
    name: 'prove',
    title: 'Proof under faults',
    args: ['--selectProjects', 'system', '--runInBand', '--testPathPatterns', 'test/prove'],
    seconds: 480,
    needs: ['broker', 'build'],
    isExtra: true,
    environment: { PROVE_SECONDS: '300' },
  },
];

/** What `quick` stands for. */
const QUICK = [...STATIC_STAGES.map(({ name }) => name), 'unit', 'core'];

/**
 * @param {string[]} argv stage names and optionally `--rabbitmq VERSION` (or with `=`), then optionally `--` and
 *   arguments for jest
 * @returns {{ statics: StaticStage[], jests: JestStage[], jestArgs: string[], rabbitmq?: string, unknown: string[], seconds: number }}
 *   when no stage is named, every one that is not an extra one
 */
function chooseStages(argv) {
  const split = argv.indexOf('--');
  const given = split < 0 ? argv : argv.slice(0, split);
  const words = given.flatMap((word) => word.split(/(?<=^--rabbitmq)=/));
  const choice = words.indexOf('--rabbitmq');
  // There is no RabbitMQ of the empty version.
  const rabbitmq = choice < 0 ? undefined : (words.splice(choice, 2)[1] ?? '');
  const names = words.flatMap((name) => (name === 'quick' ? QUICK : [name]));
  const jestArgs = split < 0 ? [] : argv.slice(split + 1);
  const wanted = (/** @type {{ name: string, isExtra?: boolean }} */ { name, isExtra = false }) =>
    names.length === 0 ? !isExtra : names.includes(name);
  const known = [...STATIC_STAGES, ...JEST_STAGES].map(({ name }) => name);
  const statics = STATIC_STAGES.filter(wanted);
  const jests = JEST_STAGES.filter(wanted);
  return {
    ...{ statics, jests, jestArgs, rabbitmq },
    seconds: jests.reduce((sum, stage) => sum + stage.seconds, STATIC_SECONDS * statics.length),
    unknown: names.filter((name) => !known.includes(name)),
  };
}

module.exports = {
  chooseStages,
  STAGE_NAMES: [...STATIC_STAGES, ...JEST_STAGES].map((s) => s.name).concat('quick'),
};
