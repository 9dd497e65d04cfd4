import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createVhost, post, waitFor, type Vhost } from '@warren/testing';
import { findFreePort } from '../../tools/broker/free-port';
import { createAppFromHere } from '../../tools/create-app';
import { installOffline } from './install-offline';
import { runProgram } from './run-program';

const ORDER = { id: 'o-1', tipo: 'ORDERS_PLACED', payload: { reference: 'R-1' } };

describe('an application of create-warren', () => {
  let parent: string;
  let folder: string;
  let vhost: Vhost;
  const children: ChildProcess[] = [];

  beforeAll(async () => {
    vhost = await createVhost();
    parent = await mkdtemp(join(tmpdir(), 'warren-create-'));
    folder = join(parent, 'my-shop');
    await installOffline(folder, createAppFromHere(folder));
  });

  afterAll(async () => {
    const ends = children.map((child) => once(child, 'exit'));
    for (const child of children) child.kill();
    await Promise.all(ends);
    await rm(parent, { recursive: true, force: true });
    await vhost.remove();
  });

  const npm = (...args: string[]): Promise<string> => runProgram(folder, 'npm', ...args);

  it('takes another event, type checks, lints, is formatted, and its own tests are green', async () => {
    await npm('run', 'event', '--', 'orders.shipped');
    await npm('run', 'types');
    await npm('run', 'lint');
    await npm('exec', '--', 'prettier', '--check', 'src', 'README.md', 'docker-compose.yml');
    expect(await npm('test')).toContain('Tests:       4 passed, 4 total');
  });

  it('handles in its worker what is posted to its gateway', async () => {
    await npm('run', 'build');
    const port = await findFreePort(0);
    const worker = start('worker', {});
    const gateway = start('gateway', { PORT: String(port) });
    const url = `http://127.0.0.1:${port}/orders`;
    await waitFor('a confirmed event', async () => {
      const { status, body } = await post(url, ORDER);
      if (status !== 202) throw new Error(`${JSON.stringify(body)} ${gateway.join('')}`);
      return true;
    });
    await waitFor('the event in the worker', () => worker.join('').includes('orders.placed R-1'));
    expect((await post(url, { ...ORDER, payload: 1 })).status).toBe(400);
    const { body, status } = await post(url, { ...ORDER, payload: {} });
    expect([status, body['code']]).toEqual([422, 'contract_violated']);
    expect(body['errors']).toContainEqual(
      expect.objectContaining({ queue: 'orders.placed', pointer: '/payload/reference' }),
    );
  });

  function start(app: string, environment: Record<string, string>): string[] {
    const child = spawn(process.execPath, [`dist/${app}/main.js`], {
      cwd: folder,
      env: { ...process.env, RABBITMQ_URL: vhost.url, ...environment },
    });
    children.push(child);
    const output: string[] = [];
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (text: Buffer) => output.push(text.toString()));
    }
    return output;
  }
});
