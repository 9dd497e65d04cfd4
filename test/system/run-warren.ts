import { execFile } from 'node:child_process';
import { join } from 'node:path';

const ROOT = join(__dirname, '../..');
/** The built command line, for `node`. */
export const CLI = join(ROOT, 'dist/apps/cli/apps/cli/src/main.js');

/** How a run of the command line ended, and what it printed. */
export interface CliRun {
  readonly code: number;
  /** Of the standard output. */
  readonly lines: string[];
  /** All of the standard error. */
  readonly said: string;
}

/** How the command line is run against a worker: from a folder without an .env. */
export function cliEnvironment(workerUrl: string): { env: NodeJS.ProcessEnv; cwd: string } {
  return { env: { PATH: process.env.PATH, WORKER_URL: workerUrl }, cwd: join(ROOT, 'dist') };
}

/** Runs the built command line against a worker. */
export function runWarren(workerUrl: string, args: readonly string[]): Promise<CliRun> {
  return new Promise((resolve) => {
    execFile(process.execPath, [CLI, ...args], cliEnvironment(workerUrl), (error, out, said) => {
      const code = typeof error?.code === 'number' ? error.code : error ? -1 : 0;
      resolve({ code, lines: out.trimEnd().split('\n'), said });
    });
  });
}
