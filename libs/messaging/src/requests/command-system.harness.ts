import { createVhost, waitFor, type Vhost } from '@warren/testing';
import { AskingHarness, RawClient, ServingHarness } from './requests.harness';

/** A caller, a worker and a client of the broker itself, on a virtual host of their own. */
export interface CommandSystem {
  readonly vhost: Vhost;
  readonly asking: AskingHarness;
  /** The worker; a test that starts another in its place sets it. */
  serving: ServingHarness;
  readonly raw: RawClient;
  /** Resolves when every command is answered and acked: none waits, and none is in hand. */
  settled(): Promise<boolean>;
  stop(): Promise<void>;
}

export async function startCommandSystem(): Promise<CommandSystem> {
  const vhost = await createVhost();
  const [asking, serving, raw] = await Promise.all([
    AskingHarness.start(vhost),
    ServingHarness.start(vhost),
    RawClient.open(vhost.url),
  ]);
  const system: CommandSystem = {
    ...{ vhost, asking, serving, raw },
    settled: () => waitFor('all to be settled', () => vhost.management.areQueuesEmpty()),
    stop: async () => {
      await Promise.all([asking.stop(), system.serving.stop(), raw.close()]);
      await vhost.remove();
    },
  };
  return system;
}
