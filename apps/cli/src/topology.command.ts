import { topology } from '@warren/contracts';
import {
  declareTopology,
  ManagementConfig,
  MessagingConfig,
  printTopology,
  redeclare,
  verifyTopology,
} from '@warren/messaging';
import { loadConfigs, readEnvironment } from '@warren/platform';
import { UsageError } from './cli-errors';
import { readOptions } from './read-options';

/** Runs one of the commands about the topology; resolves with the exit code. */
export async function runTopologyCommand(args: readonly string[]): Promise<number> {
  const [command = '', ...rest] = args;
  const { positionals } = readOptions(rest, {}, command === 'redeclare' ? ['name'] : []);
  switch (command) {
    case 'print':
      process.stdout.write(printTopology(topology));
      return 0;
    case 'verify':
      return verify();
    case 'declare':
      return declare();
    case 'redeclare':
      return replace(positionals[0] as string);
    default:
      throw new UsageError('topology: say print, verify, declare or redeclare');
  }
}

async function verify(): Promise<number> {
  const { messaging, management } = readConfig();
  const { differences, hints } = await verifyTopology(topology, messaging, management);
  const agrees = 'The broker has the topology as declared, and no policy that can lose messages.';
  const lines = [
    ...(differences.length === 0 ? [agrees] : differences.map((each) => `- ${each}`)),
    ...hints.map((each) => `hint: ${each}`),
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
  return differences.length === 0 ? 0 : 1;
}

async function declare(): Promise<number> {
  const { queues, vhost } = await declareTopology(topology, readConfig().messaging);
  process.stdout.write(`Declared: ${queues} queues in virtual host '${vhost}' are in place.\n`);
  return 0;
}

async function replace(name: string): Promise<number> {
  const { messaging, management } = readConfig();
  const isReplaced = await redeclare(topology, name, messaging, management, (bindings) => {
    const each = bindings.map((binding) => `\n${JSON.stringify(binding)}`);
    process.stdout.write(
      `Bindings of '${name}', which are made again when it is replaced:${each.join('') || ' none'}\n`,
    );
  });
  const done = isReplaced ? 'was replaced' : 'is as declared, and was left as it is';
  process.stdout.write(`'${name}' ${done}. The rest of the topology is in place.\n`);
  return 0;
}

function readConfig(): { messaging: MessagingConfig; management: ManagementConfig } {
  const [messaging, management] = loadConfigs(
    [MessagingConfig, ManagementConfig],
    readEnvironment(),
    'cli',
  );
  return { messaging, management };
}
