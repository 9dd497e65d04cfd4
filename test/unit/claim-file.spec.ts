import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { claimFile } from '../../tools/run/claim-file';
import { noteProcess } from '../../tools/run/read-process';

describe('the claim of a file', () => {
  let folder: string;
  let file: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'warren-claim-'));
    file = join(folder, 'claim');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('is held by one of many that ask at once, and by the next when it is given back', async () => {
    let holders = 0;
    let most = 0;
    const turns = Array.from({ length: 4 }, async () => {
      const giveBack = await claimFile(file);
      most = Math.max(most, (holders += 1));
      await new Promise((resolve) => setImmediate(resolve));
      holders -= 1;
      giveBack();
    });
    await Promise.all(turns);
    expect(most).toBe(1);
    expect(readdirSync(folder)).toEqual([]);
  });

  it.each([
    ['a process that ended', JSON.stringify({ pid: 4_194_305, startedAt: 'boot/1' })],
    ['a process whose pid another has now', JSON.stringify({ pid: process.pid, startedAt: 'old' })],
    ['a write that was cut off', ''],
  ])('is not blocked by the claim of %s', async (_, left) => {
    writeFileSync(file, left);
    const giveBack = await claimFile(file, () => {
      throw new Error('waited');
    });
    giveBack();
    expect(existsSync(file)).toBe(false);
  });

  it('leaves the claim of a living process alone when it gives up', async () => {
    writeFileSync(file, JSON.stringify(noteProcess(process.ppid)));
    const attempt = claimFile(file, () => {
      throw new Error('in use');
    });
    await expect(attempt).rejects.toThrow('in use');
    expect(readdirSync(folder)).toEqual(['claim']);
  });
});
