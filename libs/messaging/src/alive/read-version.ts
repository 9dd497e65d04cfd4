import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The version in the nearest `package.json` above the file that the process was started with. */
export function readVersion(file: string = process.argv[1] ?? ''): string {
  for (let folder = dirname(file), last = ''; folder !== last; folder = dirname(folder)) {
    const version = versionIn(folder);
    if (version !== undefined) return version;
    last = folder;
  }
  return 'unknown';
}

function versionIn(folder: string): string | undefined {
  try {
    const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
      readonly version?: unknown;
    };
    return typeof version === 'string' ? version.slice(0, 64) : undefined;
  } catch {
    return undefined;
  }
}
