import type { PrivateBroker } from '../../../../tools/broker/private-broker';
import { setBrokerTime } from '../broker/control-broker';
import { startOwnBroker } from '../broker/own-broker';
import { BROKER_VARIABLE } from '../broker/test-broker';

declare global {
  var warrenTestBroker: PrivateBroker | undefined;
}

/** Starts the one private broker of a test run, on free ports. */
export default async function startBroker(): Promise<void> {
  const broker = await startOwnBroker();
  // Tests that wait for a count should not wait for the broker to report it.
  await setBrokerTime(broker, 'quorum_tick_interval', 500);
  const { url, managementUrl, username, password, version } = broker;
  globalThis.warrenTestBroker = broker;
  process.env[BROKER_VARIABLE] = JSON.stringify({
    ...{ url, managementUrl },
    username,
    password,
    version,
  });
}
