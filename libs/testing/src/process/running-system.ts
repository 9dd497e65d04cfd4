import { createVhost, type Vhost } from '../broker/test-broker';
import { AppProcess } from './app-process';

/** Gateway and worker as processes of their own, on a virtual host of their own. */
export interface RunningSystem {
  readonly vhost: Vhost;
  readonly gateway: AppProcess;
  readonly worker: AppProcess;
  /** Addresses without a slash at the end. */
  readonly gatewayUrl: string;
  readonly workerUrl: string;
  stop(): Promise<void>;
}

/** Starts both apps and resolves when both are ready. */
export async function startSystem(
  environment: Record<string, string> = {},
): Promise<RunningSystem> {
  const vhost = await createVhost();
  const settings = { RABBITMQ_URL: vhost.url, ...environment };
  const gateway = AppProcess.start('gateway', settings);
  const worker = AppProcess.start('worker', settings);
  const [gatewayUrl, workerUrl] = await Promise.all([gateway.ready(), worker.ready()]);
  return {
    vhost,
    gateway,
    worker,
    gatewayUrl,
    workerUrl,
    stop: async () => {
      await Promise.all([gateway.stop(), worker.stop()]);
      await vhost.remove();
    },
  };
}
