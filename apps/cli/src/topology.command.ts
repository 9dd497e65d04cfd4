import { topology } from '@warren/contracts';
import {
  declareTopology,
  ManagementConfig,
  MessagingConfig,
  printTopology,
  verifyTopology,
} from '@warren/messaging';
import { loadConfigs, readEnvironment } from '@warren/platform';

/** Runs `print`, `verify` or `declare`; resolves with the exit code, `undefined` for another word. */
export async function runTopologyCommand(command: string): Promise<number | undefined> {
  switch (command) {
    case 'print':
      process.stdout.write(printTopology(topology));
      return 0;
    case 'verify':
      return verify();
    case 'declare':
      return declare();
    default:
      return undefined;
  }
}

async function verify(): Promise<number> {
  const { messaging, management } = readConfig();
  const differences = await verifyTopology(topology, messaging, management);
  if (differences.length === 0) {
    process.stdout.write(
      'The broker has the topology as declared, and no policy that can lose messages.\n',
    );
    return 0;
  }
  process.stdout.write(`${differences.map((each) => `- ${each}`).join('\n')}\n`);
  return 1;
}

async function declare(): Promise<number> {
  const { queues, vhost } = await declareTopology(topology, readConfig().messaging);
  process.stdout.write(`Declared: ${queues} queues in virtual host '${vhost}' are in place.\n`);
  return 0;
}

function readConfig(): { messaging: MessagingConfig; management: ManagementConfig } {
  const [messaging, management] = loadConfigs(
    [MessagingConfig, ManagementConfig],
    readEnvironment(),
    'cli',
  ) as [MessagingConfig, ManagementConfig];
  return { messaging, management };
}
