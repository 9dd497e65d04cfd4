import { createVhost, type Vhost } from '../broker/test-broker';
import { AppProcess } from './app-process';

/** Gateways and workers as processes of their own, on a virtual host of their own. */
export interface RunningSystem {
  readonly vhost: Vhost;
  /** The first of each. */
  readonly gateway: AppProcess;
  readonly worker: AppProcess;
  readonly gatewayUrl: string;
  readonly workerUrl: string;
  /** All of them, the first included. Addresses without a slash at the end. */
  readonly workers: readonly AppProcess[];
  readonly gatewayUrls: readonly string[];
  readonly workerUrls: readonly string[];
  stop(): Promise<void>;
}

/** Starts `count` gateways and as many workers, and resolves when all are ready. */
export async function startSystem(
  environment: Record<string, string> = {},
  count = 1,
): Promise<RunningSystem> {
  const vhost = await createVhost();
  const settings = { RABBITMQ_URL: vhost.url, ...environment };
  const start = (app: 'gateway' | 'worker'): AppProcess[] =>
    Array.from({ length: count }, () => AppProcess.start(app, settings));
  const gateways = start('gateway');
  const workers = start('worker');
  const untilReady = (apps: readonly AppProcess[]): Promise<string[]> =>
    Promise.all(apps.map((app) => app.ready()));
  const [gatewayUrls, workerUrls] = await Promise.all([untilReady(gateways), untilReady(workers)]);
  return {
    vhost,
    ...{ gateway: gateways[0] as AppProcess, worker: workers[0] as AppProcess, workers },
    ...{ gatewayUrl: gatewayUrls[0] as string, workerUrl: workerUrls[0] as string },
    ...{ gatewayUrls, workerUrls },
    stop: async () => {
      await Promise.all([...gateways, ...workers].map((app) => app.stop()));
      await vhost.remove();
    },
  };
}
