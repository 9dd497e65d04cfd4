import { cp, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AppProcess, createVhost, get, post, waitFor } from '@warren/testing';
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

  it('leaves one event, and what passes its own checks and tests, those of its pages too', async () => {
    await run('npm', 'run', 'remove-demo', '--', 'orders.placed');
    await run(
      'node',
      'tools/test.js',
      'format',
      'lint',
      'types',
      'boundaries',
      'folders',
      'unused',
    );
    // The library's own tests import neither contracts nor an app: a machine checks it.
    const tests = '/(apps|test|libs/(contracts|create-warren|views))/';
    const args = ['--selectProjects', 'unit', '--runInBand', '--testPathPatterns', tests];
    const output = await run('npx', 'jest', ...args);
    expect(output).toMatch(/Test Suites: \d+ passed, \d+ total/);
    expect(output).toContain('PASS unit test/unit/docs.spec.ts');
  }, 1_800_000);

  it('leaves a gateway and a worker, which process what is posted', async () => {
    for (const app of ['gateway', 'worker']) await run('npx', 'nest', 'build', app);
    const vhost = await createVhost();
    const apps = (['gateway', 'worker'] as const).map((app) =>
      AppProcess.start(app, { RABBITMQ_URL: vhost.url }, copy),
    );
    const [gateway, worker] = await Promise.all(apps.map((app) => app.ready()));
    const event = { id: 'e-1', tipo: 'ORDERS_PLACED', payload: { reference: 'R-1' } };
    expect((await post(`${gateway}/topic/orders.placed`, event)).status).toBe(202);
    await waitFor('the processed event', async () => {
      const { body } = await get(`${worker}/messages?queue=orders.placed`);
      return JSON.stringify(body).includes('"R-1"');
    });
    await Promise.all(apps.map((app) => app.stop()));
    await vhost.remove();
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
