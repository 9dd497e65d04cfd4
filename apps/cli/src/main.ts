import 'reflect-metadata';
import { runTopologyCommand } from './topology.command';

const USAGE = `usage: npm run topology -- print | verify | declare
  print    the topology as a RabbitMQ definitions file
  verify   compares it with the broker of RABBITMQ_URL; exit code 1 when they differ
  declare  creates on the broker what is missing`;

/** Runs one command and ends with its exit code; an error is one sentence on standard error. */
async function main([area, command = '']: readonly string[]): Promise<number> {
  try {
    const code = area === 'topology' ? await runTopologyCommand(command) : undefined;
    if (code === undefined) process.stderr.write(`${USAGE}\n`);
    return code ?? 2;
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    return 1;
  }
}

void main(process.argv.slice(2)).then((code) => (process.exitCode = code));
