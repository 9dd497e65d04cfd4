import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPrivateBroker, type PrivateBroker } from '../../../../tools/broker/private-broker';

/** A broker for one test file that stops and starts it; call `discard` at the end. */
export async function startOwnBroker(): Promise<PrivateBroker> {
  const dataDir = await mkdtemp(join(tmpdir(), 'warren-own-broker-'));
  return startPrivateBroker({ dataDir, amqpPort: 0, managementPort: 0 });
}
