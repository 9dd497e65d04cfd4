import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

const BUILT_TO = join('dist', 'apps', 'desk-page');

/** The folder that `npm run build:page` fills, or undefined if it was not built. */
export function findPageFiles(from = __dirname): string | undefined {
  const folder = join(from, BUILT_TO);
  if (existsSync(join(folder, 'index.html'))) return folder;
  return dirname(from) === from ? undefined : findPageFiles(dirname(from));
}
