import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { RunningSystem } from '@warren/testing';

const README = readFileSync(join(__dirname, '../../README.md'), 'utf8');

/** The curls under a heading of the README, one a line, as they are printed. */
export function curlsUnder(heading: string): string[] {
  return blocksUnder(heading, 'bash').flatMap((block) => block.trim().split('\n'));
}

/** The JSON printed under a heading of the README. */
export function jsonUnder(heading: string): object[] {
  return blocksUnder(heading, 'json').map((block) => JSON.parse(block) as object);
}

/** Runs a curl of the README in a shell, against this system in place of `npm start`'s; its answer. */
export async function runCurl(
  curl: string,
  { gatewayUrl, workerUrl }: Pick<RunningSystem, 'gatewayUrl' | 'workerUrl'>,
): Promise<unknown> {
  const command = curl
    .replace('http://localhost:8000', gatewayUrl)
    .replace('http://localhost:8001', workerUrl);
  const { stdout } = await promisify(execFile)('sh', ['-c', command]);
  return JSON.parse(stdout);
}

function blocksUnder(heading: string, language: string): string[] {
  const [, section = ''] = README.split(`\n${heading}\n`);
  const [own = ''] = section.split(/^#+ /m);
  return [...own.matchAll(/^```(\w+)\n(.*?)^```$/gms)]
    .filter(([, named]) => named === language)
    .map(([, , block = '']) => block);
}
