import { cp, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runProgram } from './run-program';

const ROOT = join(__dirname, '../..');

describe('npm run remove-demo', () => {
  let copy: string;
  const run = (program: string, ...args: string[]): Promise<string> =>
    runProgram(copy, program, ...args);

  beforeAll(async () => {
    copy = await mkdtemp(join(tmpdir(), 'warren-no-demo-'));
    const listed = ['ls-files', '--cached', '--others', '--exclude-standard'];
    for (const file of (await runProgram(ROOT, 'git', ...listed)).trim().split('\n')) {
      await cp(join(ROOT, file), join(copy, file)).catch(ignoreDeleted);
    }
    await symlink(join(ROOT, 'node_modules'), join(copy, 'node_modules'));
    await commit();
  });
  afterAll(() => rm(copy, { recursive: true, force: true }));

  it('leaves one event, and what type checks, lints and passes its own tests', async () => {
    await run('npm', 'run', 'remove-demo', '--', 'orders.placed');
    await run('npx', 'tsc', '--noEmit', '-p', 'tsconfig.json');
    await run('npx', 'eslint', '--max-warnings', '0', 'apps', 'libs/contracts', 'tools', 'test');
    await run('npx', 'prettier', '--check', '.');
    // The library's own tests import neither contracts nor an app: a machine checks it.
    const tests = '/(apps|test|libs/(contracts|create-warren))/';
    const args = ['--selectProjects', 'unit', '--runInBand', '--testPathPatterns', tests];
    expect(await run('npx', 'jest', ...args)).toMatch(/Test Suites: \d+ passed, \d+ total/);
  }, 1_800_000);

  async function commit(): Promise<void> {
    await run('git', 'init', '--quiet');
    await run('git', 'add', '--all');
    const as = ['-c', 'user.name=test', '-c', 'user.email=test@localhost'];
    await run('git', ...as, 'commit', '--quiet', '--message', 'all of it');
  }
});

function ignoreDeleted(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ENOENT') throw error;
}
