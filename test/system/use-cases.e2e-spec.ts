import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { startSystem, type RunningSystem } from '@warren/testing';
import { readSteps, runPage } from './run-page';

const PAGES = readdirSync(join(__dirname, '../../docs/use-cases')).filter(
  (name) => name.endsWith('.md') && name !== 'README.md',
);

describe('the pages of the use cases', () => {
  let system: RunningSystem;

  beforeAll(async () => {
    system = await startSystem();
  });

  afterAll(() => system.stop());

  it.each(PAGES)('%s has commands to try, and says what they answer', (page) => {
    expect(readSteps(page).filter(({ answer }) => answer !== undefined)).not.toEqual([]);
  });

  it.each(PAGES)('%s runs as it is written', async (page) => {
    await expect(runPage(page, system)).resolves.toBeUndefined();
  });
});
