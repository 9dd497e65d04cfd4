import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPrivateBroker, type PrivateBroker } from '../../../../tools/broker/private-broker';

const SAMPLES = 'management.sample_retention_policies';

const CONFIG = {
  // Bodies of 16 MiB from several test files at once are no reason for an alarm.
  'vm_memory_high_watermark.absolute': '2GB',
  // What the management API says is a second old at most, and not five: tests wait for it.
  collect_statistics_interval: 500,
  [`${SAMPLES}.global.minute`]: 1,
  [`${SAMPLES}.basic.minute`]: 1,
  [`${SAMPLES}.detailed.10`]: 1,
};

/** A broker on ports that are free, for a test file that stops it or for a run; `discard` it at the end. */
export async function startOwnBroker(): Promise<PrivateBroker> {
  const dataDir = await mkdtemp(join(tmpdir(), 'warren-test-broker-'));
  return startPrivateBroker({ dataDir, amqpPort: 0, managementPort: 0, config: CONFIG });
}
