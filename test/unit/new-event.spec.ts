import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { topology } from '@warren/contracts';
import { addEvent } from '../../libs/create-warren/src/add-event';
import { ROOT } from './find-config-classes';
import { findTypeErrors } from './find-type-errors';

const run = promisify(execFile);
const CHANGED = [
  'libs/contracts/src/topology/topology.ts',
  'apps/worker/src/handlers/handlers.module.ts',
];

describe('npm run event', () => {
  let copy: string;

  beforeAll(async () => {
    copy = await mkdtemp(join(tmpdir(), 'warren-event-'));
    for (const file of CHANGED) await cp(join(ROOT, file), join(copy, file));
  });
  afterAll(() => rm(copy, { recursive: true, force: true }));

  it('adds an event that compiles with the code as it is now', async () => {
    const [script, args] = [
      join(ROOT, 'libs/create-warren/index.js'),
      ['event', 'invoices.overdue'],
    ];
    const { stdout } = await run(process.execPath, [script, ...args], { cwd: copy });
    expect(stdout).toContain('UPDATE_GOLDEN=1 npm test -- unit writes docs/definitions.json');
    const files = [...stdout.matchAll(/^ {2}(\S+)$/gm)].map(([, file = '']) => file);
    expect(files).toHaveLength(5);
    const texts = files.map(
      async (file) => [file, await readFile(join(copy, file), 'utf8')] as const,
    );
    expect(findTypeErrors(new Map(await Promise.all(texts)))).toEqual([]);
  });

  it('refuses a queue that the topology has', async () => {
    await expect(addEvent(copy, 'invoices.overdue')).rejects.toThrow('exists already');
    const [{ name } = { name: '' }] = topology.queues.filter((queue) => queue.name.includes('.'));
    await expect(addEvent(copy, name)).rejects.toThrow(`has a queue ${name} already`);
  });
});
