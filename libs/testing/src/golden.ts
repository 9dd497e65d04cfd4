import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '../../..');

/**
 * What a committed file must say. With `UPDATE_GOLDEN=1` in the environment the file is written
 * first, so that a wanted change is a visible diff.
 *
 * @param path from the root of the checkout.
 */
export function golden(path: string, actual: string): string {
  const file = join(ROOT, path);
  if (process.env.UPDATE_GOLDEN === '1') writeFileSync(file, actual);
  return readFileSync(file, 'utf8');
}
