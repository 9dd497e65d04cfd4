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

type Addresses = Pick<RunningSystem, 'gatewayUrl' | 'workerUrl'>;

/** Runs a curl of the README in a shell, against this system in place of `npm start`'s; its answer. */
export async function runCurl(curl: string, addresses: Addresses): Promise<unknown> {
  return JSON.parse(await runCommand(curl, addresses));
}

/** The same for a curl whose answer is NDJSON. */
export async function runCurlLines(curl: string, addresses: Addresses): Promise<object[]> {
  const lines = (await runCommand(curl, addresses)).trim().split('\n');
  return lines.map((line) => JSON.parse(line) as object);
}

/** Runs commands of a page in a shell, against this system; what they print. Rejects when one fails. */
export async function runCommand(
  text: string,
  { gatewayUrl, workerUrl }: Addresses,
): Promise<string> {
  const command = text
    .replaceAll('http://localhost:8000', gatewayUrl)
    .replaceAll('http://localhost:8001', workerUrl);
  const { stdout } = await promisify(execFile)('sh', ['-c', command]);
  return stdout;
}

function blocksUnder(heading: string, language: string): string[] {
  const [, section = ''] = README.split(`\n${heading}\n`);
  const [own = ''] = section.split(/^#+ /m);
  return [...own.matchAll(/^```(\w+)\n(.*?)^```$/gms)]
    .filter(([, named]) => named === language)
    .map(([, , block = '']) => block);
}
