import { randomUUID } from 'node:crypto';
import { ManagementApi } from './management-api';

/** The variable in which the run's setup describes the broker to test files. */
export const BROKER_VARIABLE = 'WARREN_TEST_BROKER';

/** A virtual host of a test's own: nothing else is in it, and it goes when the test ends. */
export interface Vhost {
  readonly name: string;
  readonly url: string;
  readonly management: ManagementApi;
  remove(): Promise<void>;
}

interface BrokerAddress {
  readonly url: string;
  readonly managementUrl: string;
  readonly username: string;
  readonly password: string;
}

interface TestBroker extends BrokerAddress {
  /** Of its RabbitMQ. */
  readonly version: string;
}

/** Where the broker of this test run is. */
export function testBroker(): TestBroker {
  const text = process.env[BROKER_VARIABLE];
  if (text === undefined)
    throw new Error('no test broker: run the tests of project broker or system');
  return JSON.parse(text) as TestBroker;
}

/** `describe` for what only RabbitMQ 4 does; on an older one it is left out. */
export function onRabbit4(...what: Parameters<typeof describe>): void {
  const isNew = Number.parseInt(testBroker().version, 10) >= 4;
  (isNew ? describe : describe.skip)(...what);
}

/** Makes a virtual host on the run's broker, or on another one. */
export async function createVhost(broker: BrokerAddress = testBroker()): Promise<Vhost> {
  const name = `test-${randomUUID()}`;
  const management = new ManagementApi(
    broker.managementUrl,
    broker.username,
    broker.password,
    name,
  );
  await management.createVhost();
  const url = new URL(broker.url);
  url.pathname = `/${name}`;
  return { name, url: url.toString(), management, remove: () => management.deleteVhost() };
}
