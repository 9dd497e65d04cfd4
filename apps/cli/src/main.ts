import 'reflect-metadata';
import { userInfo } from 'node:os';
import { OperatorConfig } from '@warren/http';
import { loadConfigs, readEnvironment } from '@warren/platform';
import { CliConfig, findWorker } from './cli.config';
import type { CliContext, Command } from './cli-context';
import { UsageError } from './cli-errors';
import { runDeadLetters } from './dead-letters/dead-letters.command';
import { runMessage } from './message.command';
import { runReplay } from './replay.command';
import { runUnreadable } from './unreadable.command';
import { toTerminal } from './format-table';
import { helpFor } from './usage';
import { WorkerClient } from './worker-client';

const ASKING_THE_WORKER: ReadonlyMap<string, Command> = new Map([
  ['message', runMessage],
  ['dead-letters', runDeadLetters],
  ['replay', runReplay],
  ['unreadable', runUnreadable],
]);

/** Runs one command and ends with its exit code; an error is one sentence on standard error. */
async function main(words: readonly string[]): Promise<number> {
  const [area = '', ...args] = words;
  if (words.some((word) => word === '--help' || word === '-h')) {
    process.stdout.write(`${helpFor(words)}\n`);
    return 0;
  }
  try {
    if (area === 'topology') return await runTopology(args);
    const command = ASKING_THE_WORKER.get(area);
    if (!command) throw new UsageError(area === '' ? 'say what to do' : `there is no '${area}'`);
    return await command(args, createContext());
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    process.stderr.write(
      error instanceof UsageError ? `${message}\n\n${helpFor(words)}\n` : `${message}\n`,
    );
    return error instanceof UsageError ? 2 : 1;
  }
}

/** What it needs is loaded only for it: the others are there sooner. */
async function runTopology(args: readonly string[]): Promise<number> {
  const { runTopologyCommand } = await import('./topology.command');
  return runTopologyCommand(args);
}

function createContext(): CliContext {
  const environment = readEnvironment();
  const [cli, operator] = loadConfigs([CliConfig, OperatorConfig], environment);
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());
  return {
    worker: new WorkerClient(findWorker(cli, environment), operator.operatorKey, stop.signal),
    by: userInfo().username,
    print: (line) => process.stdout.write(`${line}\n`),
    write: (bytes) => process.stdout.write(process.stdout.isTTY ? toTerminal(bytes) : bytes),
    columns: (process.stdout.isTTY && process.stdout.columns) || Infinity,
    signal: stop.signal,
  };
}

void main(process.argv.slice(2)).then((code) => (process.exitCode = code));
