// @ts-check
'use strict';

const { execFileSync } = require('node:child_process');
const { cpSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } = require('node:fs');
const { dirname, join, relative, sep } = require('node:path');
const ts = require('typescript');

const ROOT = join(__dirname, '..');
const OUT = join(ROOT, 'dist', 'packages', 'nestjs');
/** What an application imports: `@warren/nestjs`, and below it what its contracts and its tests need. */
const ENTRIES = { '.': 'index', './contracts': 'contracts', './testing': 'testing' };
const ENTRY_FOLDER = 'nestjs/src';

/**
 * Packages that come within the tarball: golevelup asks for an older amqplib than the one that is used
 * here, and a user's package.json need not override it.
 */
const BUNDLED = [
  '@golevelup/nestjs-discovery',
  '@golevelup/nestjs-rabbitmq',
  'amqp-connection-manager',
  'amqplib',
  'lodash',
  'promise-breaker',
];

/** Heads what only a checkout can do. */
const CHECKOUT = '\n## From a checkout\n';

/** What an application must have itself: wider than what is installed here, as golevelup asks for it. */
const PEERS = {
  '@nestjs/common': '^11.1.21',
  '@nestjs/core': '^11.1.21',
  '@nestjs/microservices': '^11.1.21',
  'class-transformer': '^0.5.1',
  'class-validator': '^0.14.0 || ^0.15.0',
  'reflect-metadata': '^0.2.2',
  rxjs: '^7.8.1',
};

/** Builds what `npm pack` in `dist/packages/nestjs` makes the tarball of, and says where it is. */
function buildPackage() {
  rmSync(OUT, { recursive: true, force: true });
  compile();
  for (const file of listFiles(join(OUT, 'lib'))) linkLibraries(file);
  for (const name of BUNDLED) bundle(name);
  const manifest = JSON.stringify(describePackage(), null, 2);
  writeFileSync(join(OUT, 'package.json'), `${manifest}\n`);
  cpSync(join(ROOT, 'LICENSE'), join(OUT, 'LICENSE'));
  writeFileSync(join(OUT, 'README.md'), describeLibrary());
  return OUT;
}

/** The page for who has the package alone: of a link into the checkout its words stay. */
function describeLibrary() {
  const [page = ''] = readFileSync(join(ROOT, 'docs/library.md'), 'utf8').split(CHECKOUT);
  return page.replace(/\[([^\]]+)\]\((?!https?:|#)[^)]*\)/g, '$1');
}

function compile() {
  const { config } = ts.readConfigFile(join(ROOT, 'tsconfig.json'), (path) =>
    ts.sys.readFile(path),
  );
  const { options } = ts.parseJsonConfigFileContent({ ...config, files: [] }, ts.sys, ROOT);
  const entries = Object.values(ENTRIES).map((name) =>
    join(ROOT, 'libs', ENTRY_FOLDER, `${name}.ts`),
  );
  const program = ts.createProgram(entries, {
    ...options,
    ...{ noEmit: false, allowJs: false, checkJs: false, declaration: true, types: ['node'] },
    ...{ rootDir: join(ROOT, 'libs'), outDir: join(OUT, 'lib'), sourceMap: false },
  });
  const faults = [...ts.getPreEmitDiagnostics(program), ...program.emit().diagnostics];
  const host = {
    getCanonicalFileName: String,
    getCurrentDirectory: () => ROOT,
    getNewLine: () => '\n',
  };
  if (faults.length > 0) throw new Error(ts.formatDiagnostics(faults, host));
}

/** The libraries find each other within the package by relative paths. @param {string} file */
function linkLibraries(file) {
  const text = readFileSync(file, 'utf8');
  const linked = text.replace(/(["'])@warren\/([a-z]+)(?:\/([a-z]+))?\1/g, (...found) => {
    const [, quote, lib, part = 'index'] = found;
    const path = relative(dirname(file), join(OUT, 'lib', lib, 'src', part))
      .split(sep)
      .join('/');
    return `${quote}${path.startsWith('.') ? path : `./${path}`}${quote}`;
  });
  if (linked !== text) writeFileSync(file, linked);
}

/** Copies a package, which then asks for the others as they are here: `npm ls` checks it. @param {string} name */
function bundle(name) {
  const folder = join(OUT, 'node_modules', name);
  cpSync(join(ROOT, 'node_modules', name), folder, { recursive: true });
  const path = join(folder, 'package.json');
  const manifest = JSON.parse(readFileSync(path, 'utf8'));
  for (const each of BUNDLED) {
    if (manifest.dependencies?.[each]) manifest.dependencies[each] = installedVersion(each);
  }
  writeFileSync(path, JSON.stringify(manifest, null, 2));
}

function describePackage() {
  const { dependencies, engines, license, version } = JSON.parse(
    readFileSync(join(ROOT, 'package.json'), 'utf8'),
  );
  /** @param {string[]} names */
  const versions = (...names) =>
    Object.fromEntries(names.map((name) => [name, dependencies[name]]));
  /** @param {string} name */
  const files = (name) => {
    const path = `./lib/${ENTRY_FOLDER}/${name}`;
    return { types: `${path}.d.ts`, default: `${path}.js` };
  };
  const main = files(ENTRIES['.']);
  return {
    name: '@warren/nestjs',
    version,
    description:
      'Events on RabbitMQ for NestJS: publishes report the truth, and consumers lose nothing.',
    license,
    engines: { node: engines.node },
    type: 'commonjs',
    main: main.default,
    types: main.types,
    exports: {
      ...Object.fromEntries(Object.entries(ENTRIES).map(([path, name]) => [path, files(name)])),
      './package.json': './package.json',
    },
    // For a compiler that does not read `exports`, as with `moduleResolution: node`.
    typesVersions: {
      '*': { contracts: [files('contracts').types], testing: [files('testing').types] },
    },
    files: ['lib'],
    peerDependencies: PEERS,
    dependencies: {
      ...versions('secure-json-parse', 'uuid'),
      ...Object.fromEntries(BUNDLED.map((name) => [name, installedVersion(name)])),
    },
    bundleDependencies: BUNDLED,
  };
}

/** @param {string} name @returns {string} */
function installedVersion(name) {
  return JSON.parse(readFileSync(join(ROOT, 'node_modules', name, 'package.json'), 'utf8')).version;
}

/** @param {string} folder @returns {string[]} */
function listFiles(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((each) => each.isFile() && /\.(js|d\.ts)$/.test(each.name))
    .map((each) => join(each.parentPath, each.name));
}

/** Makes a package's tarball, and says where it is. @param {string} source @param {string} tarball */
function pack(source, tarball) {
  const args = ['pack', '--json', '--pack-destination', dirname(tarball), source];
  const [{ filename }] = JSON.parse(execFileSync('npm', args, { encoding: 'utf8' }));
  renameSync(join(dirname(tarball), filename), tarball);
  return tarball;
}

if (require.main === module) process.stdout.write(`${buildPackage()}\n`);

module.exports = { buildPackage, pack };
