import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createVhost, type Vhost } from '@warren/testing';
import ts from 'typescript';
import { buildPackage, pack } from '../../tools/package-library';
import { installOffline } from './install-offline';
import { runProgram } from './run-program';

const run = promisify(execFile);
const ROOT = join(__dirname, '../..');
const TEMPLATE = join(ROOT, 'libs/create-warren/template/tsconfig.json');

/** Those of `nest new`, as the template of create-warren has them. */
const { compilerOptions } = ts.readConfigFile(TEMPLATE, (file) => ts.sys.readFile(file)).config as {
  compilerOptions: object;
};
const { options: OPTIONS } = ts.convertCompilerOptionsFromJson(
  { ...compilerOptions, outDir: undefined, incremental: false, types: ['node', 'jest'] },
  __dirname,
);

describe('the package', () => {
  let folder: string;
  let library: string;
  let vhost: Vhost;

  beforeAll(async () => {
    vhost = await createVhost();
    folder = await mkdtemp(join(tmpdir(), 'warren-shop-'));
    library = buildPackage();
    await install(library, folder);
  });

  afterAll(async () => {
    await rm(folder, { recursive: true, force: true });
    await vhost.remove();
  });

  it('is installed beside golevelup by an application of its own, which type checks, publishes, retries, dead-letters and redrives', async () => {
    expect(await runIn(folder, 'shop', { RABBITMQ_URL: vhost.url })).toEqual({
      handled: ['1 at attempt 1', '2 at attempt 2', '3 at attempt 1'],
      codes: ['invalid_event', 'out_of_stock'],
      mailed: ['o--4', 'o-1', 'o-2', 'o-3'],
    });
  });

  it('has a page whose code compiles, with tests that pass, and which leads to nothing that it lacks', async () => {
    const page = await readFile(join(library, 'README.md'), 'utf8');
    expect(page.match(/\]\((?!https?:|#)[^)]*\)/)).toBeNull();
    const files = [...page.matchAll(/^```ts\n(?:\/\/ (\S+)\n)?(.*?)^```$/gms)].map(
      ([, name = 'unnamed', text = '']) => [join(folder, 'page', name), text] as const,
    );
    await mkdir(join(folder, 'page'));
    await Promise.all(files.map(([file, text]) => writeFile(file, text)));
    expect(compile(...files.map(([file]) => file))).toEqual([]);
    const args = [
      'jest',
      '--rootDir',
      'page',
      '--testMatch',
      '**/*.spec.js',
      '--setupFiles',
      'reflect-metadata',
    ];
    const env = { ...process.env, RABBITMQ_URL: vhost.url };
    const { stderr } = await run('npx', args, { cwd: folder, env });
    expect(stderr).toContain('Tests:       3 passed, 3 total');
  });

  it('has no fault that publint or attw knows', async () => {
    const lint = (program: string, ...args: string[]): Promise<string> =>
      runProgram(library, join(ROOT, 'node_modules/.bin', program), ...args);
    expect(await lint('publint', 'run', '--strict', '.')).toContain('All good!');
    expect(await lint('attw', '--pack', '.', '--no-definitely-typed')).toContain(
      'No problems found',
    );
  });

  it('has a broker in memory for the tests of that application', async () => {
    const event = { id: 'bad', tipo: 'ORDER', payload: {} };
    const failure = expect.objectContaining({ code: 'Error', message: 'never' }) as unknown;
    expect(await runIn(folder, 'shop-in-memory', {})).toEqual({
      handled: ['good at attempt 1', 'late at attempt 2'],
      dead: [{ event, failure }],
    });
  });
});

/** Makes an application outside of the repository, with the tarball as npm makes it. */
async function install(library: string, folder: string): Promise<void> {
  const tarball = pack(library, join(folder, 'warren-nestjs.tgz'));
  const dependencies = { '@warren/nestjs': `file:${tarball}` };
  const tools = ['@nestjs/testing', '@types/jest', '@types/node', 'jest'];
  const devDependencies = Object.fromEntries(tools.map((name) => [name, '*']));
  const manifest = { name: 'shop', private: true, dependencies, devDependencies };
  await writeFile(join(folder, 'package.json'), JSON.stringify(manifest));
  await installOffline(folder, library);
  // Another copy than the one within the tarball. npm would ask a registry for the amqplib it wants.
  await symlink(join(ROOT, 'node_modules/@golevelup'), join(folder, 'node_modules/@golevelup'));
}

/** Compiles a program of this folder and runs it in that one; what it prints. */
async function runIn(folder: string, name: string, variables: object): Promise<unknown> {
  const source = join(folder, `${name}.ts`);
  await writeFile(source, await readFile(join(__dirname, `${name}.ts`)));
  expect(compile(source)).toEqual([]);
  const env = { ...process.env, ...variables };
  const { stdout } = await run(process.execPath, [`${name}.js`], { cwd: folder, env });
  return JSON.parse(stdout);
}

/** Compiles files as their application would, and gives what the compiler says. */
function compile(...files: string[]): string[] {
  const program = ts.createProgram(files, OPTIONS);
  program.emit();
  return ts
    .getPreEmitDiagnostics(program)
    .map(
      ({ file: at, messageText }) =>
        `${at?.fileName}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`,
    );
}
