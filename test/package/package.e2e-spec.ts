import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createVhost, type Vhost } from '@warren/testing';
import ts from 'typescript';
import { buildPackage, pack } from '../../tools/package-library';
import { installOffline } from './install-offline';

const run = promisify(execFile);

/** As of `nest new`. */
const OPTIONS: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.Node16,
  moduleResolution: ts.ModuleResolutionKind.Node16,
  types: ['node'],
  declaration: true,
  ...{ strict: true, noUncheckedIndexedAccess: true, skipLibCheck: true },
  ...{ experimentalDecorators: true, emitDecoratorMetadata: true, esModuleInterop: true },
};

describe('the package', () => {
  let folder: string;
  let vhost: Vhost;

  beforeAll(async () => {
    vhost = await createVhost();
    folder = await mkdtemp(join(tmpdir(), 'warren-shop-'));
  });

  afterAll(async () => {
    await rm(folder, { recursive: true, force: true });
    await vhost.remove();
  });

  it('is installed by an application of its own, which type checks, publishes, retries, dead-letters and redrives', async () => {
    await install(folder);
    expect(await runIn(folder, 'shop', { RABBITMQ_URL: vhost.url })).toEqual({
      handled: ['1 at attempt 1', '2 at attempt 2', '3 at attempt 1'],
      codes: ['invalid_event', 'out_of_stock'],
    });
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
async function install(folder: string): Promise<void> {
  const library = buildPackage();
  const tarball = pack(library, join(folder, 'warren-nestjs.tgz'));
  const dependencies = { '@types/node': '*', '@warren/nestjs': `file:${tarball}` };
  const manifest = { name: 'shop', private: true, dependencies };
  await writeFile(join(folder, 'package.json'), JSON.stringify(manifest));
  await installOffline(folder, library);
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

/** Compiles a file as its application would, and gives what the compiler says. */
function compile(file: string): string[] {
  const program = ts.createProgram([file], OPTIONS);
  program.emit();
  return ts
    .getPreEmitDiagnostics(program)
    .map(
      ({ file: at, messageText }) =>
        `${at?.fileName}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`,
    );
}
