import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { RunningSystem } from '@warren/testing';
import { CLI, cliEnvironment } from './run-warren';

const FOLDER = join(__dirname, '../../docs');

/** The curls under a heading of a page in docs/, one a line, as they are printed. */
export function curlsUnder(page: string, heading: string): string[] {
  return blocksUnder(page, heading, 'bash').flatMap((block) => block.trim().split('\n'));
}

/** The JSON values printed under a heading of a page: whole blocks, and lines of text blocks. */
export function jsonUnder(page: string, heading: string): object[] {
  const lines = blocksUnder(page, heading, 'text').flatMap((block) => block.trim().split('\n'));
  return [...blocksUnder(page, heading, 'json'), ...lines].map(
    (each) => JSON.parse(each) as object,
  );
}

type Addresses = Pick<RunningSystem, 'gatewayUrl' | 'workerUrl'>;

/** Runs a curl of a page in a shell, against this system in place of `npm start`'s; its answer. */
export async function runCurl(curl: string, addresses: Addresses): Promise<unknown> {
  return JSON.parse(await runCommand(curl, addresses));
}

/** The same for a curl whose answer is NDJSON. */
export async function runCurlLines(curl: string, addresses: Addresses): Promise<object[]> {
  const lines = (await runCommand(curl, addresses)).trim().split('\n');
  return lines.map((line) => JSON.parse(line) as object);
}

/**
 * Runs commands of a page in a shell, against this system; what they print. `npm run warren` is the built
 * command line. Rejects when one fails.
 */
export async function runCommand(
  text: string,
  { gatewayUrl, workerUrl }: Addresses,
): Promise<string> {
  const command = text
    .replaceAll('http://localhost:8000', gatewayUrl)
    .replaceAll('http://localhost:8001', workerUrl)
    .replaceAll(/npm run (--silent )?warren --/g, `'${process.execPath}' '${CLI}'`);
  const { stdout } = await promisify(execFile)('sh', ['-c', command], cliEnvironment(workerUrl));
  return stdout;
}

function blocksUnder(page: string, heading: string, language: string): string[] {
  const [, section = ''] = readFileSync(join(FOLDER, page), 'utf8').split(`\n${heading}\n`);
  const [own = ''] = section.split(/^#+ /m);
  return [...own.matchAll(/^```(\w+)\n(.*?)^```$/gms)]
    .filter(([, named]) => named === language)
    .map(([, , block = '']) => block);
}
