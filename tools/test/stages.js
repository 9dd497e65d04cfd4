// @ts-check
'use strict';

/**
 * @typedef {object} StaticStage
 * @property {string} name
 * @property {string} title
 * @property {string} program from node_modules/.bin
 * @property {string[]} args
 */

/**
 * @typedef {object} JestStage
 * @property {string} name
 * @property {string} title
 * @property {string[]} args
 * @property {('broker' | 'build')[]} needs
 * @property {boolean} [isExtra] runs only when it is named
 * @property {Record<string, string>} [environment] for what is not set already
 * @property {'Node.js 24' | 'RabbitMQ 4.3'} [on] instead of the installed one
 */

/** The specs that show most of what is promised of publishing, consuming and the topology. */
const CORE =
  '/((confirm-publisher|settling|recording|declare-plan).broker-spec|main-job.e2e-spec).ts$';
/** @type {Pick<JestStage, 'args' | 'needs'>} */
const CORE_STAGE = {
  args: ['--selectProjects', 'broker', 'system', '--maxWorkers', '2', '--testPathPatterns', CORE],
  needs: ['broker', 'build'],
};

/** Stages that only read the sources, and do not wait for one another. @type {StaticStage[]} */
const STATIC_STAGES = [
  { name: 'format', title: 'Format', program: 'prettier', args: ['--check', '.'] },
  { name: 'lint', title: 'Lint', program: 'eslint', args: ['.', '--max-warnings', '0'] },
  { name: 'types', title: 'Types', program: 'tsc', args: ['--noEmit', '-p', 'tsconfig.json'] },
  {
    name: 'boundaries',
    title: 'Boundaries',
    program: 'depcruise',
    args: ['--config', '.dependency-cruiser.js', 'apps', 'libs', 'tools', 'test'],
  },
  { name: 'unused', title: 'Unused code', program: 'knip', args: [] },
];

/** They judge memory and the event loop of a process, so nothing else runs beside them. */
const OVERLOAD = 'overload\\.e2e-spec';

/** @type {JestStage[]} */
const JEST_STAGES = [
  {
    name: 'unit',
    title: 'Unit tests',
    // Jest leaves one core to itself, which on two is half of them.
    args: ['--selectProjects', 'unit', '--maxWorkers', '2'],
    needs: [],
  },
  {
    name: 'broker',
    title: 'Broker tests',
    // They wait more than they work, each in a virtual host or with a broker of its own.
    args: ['--selectProjects', 'broker', '--maxWorkers', '4'],
    needs: ['broker'],
  },
  {
    name: 'system',
    title: 'System tests',
    args: ['--selectProjects', 'system', '--maxWorkers', '3', '--testPathIgnorePatterns', OVERLOAD],
    needs: ['broker', 'build'],
  },
  {
    name: 'overload',
    title: 'Overload tests',
    args: ['--selectProjects', 'system', '--runInBand', '--testPathPatterns', OVERLOAD],
    needs: ['broker', 'build'],
  },
  { name: 'rabbitmq-4.3', title: 'Core on RabbitMQ 4.3', on: 'RabbitMQ 4.3', ...CORE_STAGE },
  {
    ...{ name: 'node-24', title: 'Core on Node.js 24', on: 'Node.js 24', ...CORE_STAGE },
    // All other stages ran on it.
    isExtra: process.versions.node.startsWith('24.'),
  },
  {
    name: 'prove',
    title: 'Proof under faults',
    args: ['--selectProjects', 'system', '--runInBand', '--testPathPatterns', 'test/prove'],
    needs: ['broker', 'build'],
    isExtra: true,
    environment: { PROVE_SECONDS: '300' },
  },
];

/**
 * @param {string[]} argv stage names and optionally `--rabbitmq VERSION`, then optionally `--` and
 *   arguments for jest
 * @returns {{ statics: StaticStage[], jests: JestStage[], jestArgs: string[], rabbitmq?: string, unknown: string[] }}
 *   when no stage is named, every one that is not an extra one
 */
function chooseStages(argv) {
  const split = argv.indexOf('--');
  const names = split < 0 ? [...argv] : argv.slice(0, split);
  const choice = names.indexOf('--rabbitmq');
  const [, rabbitmq] = choice < 0 ? [] : names.splice(choice, 2);
  const jestArgs = split < 0 ? [] : argv.slice(split + 1);
  const wanted = (/** @type {{ name: string, isExtra?: boolean }} */ { name, isExtra = false }) =>
    names.length === 0 ? !isExtra : names.includes(name);
  const known = [...STATIC_STAGES, ...JEST_STAGES].map(({ name }) => name);
  return {
    statics: STATIC_STAGES.filter(wanted),
    jests: JEST_STAGES.filter(wanted),
    jestArgs,
    rabbitmq,
    unknown: names.filter((name) => !known.includes(name)),
  };
}

module.exports = {
  chooseStages,
  STAGE_NAMES: [...STATIC_STAGES, ...JEST_STAGES].map((s) => s.name),
};
