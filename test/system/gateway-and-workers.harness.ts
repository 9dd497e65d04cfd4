import { AppProcess, createVhost, type Vhost } from '@warren/testing';

/** A gateway on a virtual host of its own, and the workers that a test starts one by one. */
export class GatewayAndWorkers {
  private readonly workers: AppProcess[] = [];

  private constructor(
    readonly vhost: Vhost,
    private readonly gateway: AppProcess,
    readonly gatewayUrl: string,
  ) {}

  /** Resolves when the gateway is ready. */
  static async start(): Promise<GatewayAndWorkers> {
    const vhost = await createVhost();
    const gateway = AppProcess.start('gateway', { RABBITMQ_URL: vhost.url });
    return new GatewayAndWorkers(vhost, gateway, await gateway.ready());
  }

  /** Starts one more worker, without waiting for it. */
  startWorker(logLevel = 'info'): AppProcess {
    const settings = { RABBITMQ_URL: this.vhost.url, LOG_LEVEL: logLevel };
    const worker = AppProcess.start('worker', settings);
    this.workers.push(worker);
    return worker;
  }

  async stop(): Promise<void> {
    await Promise.all([this.gateway, ...this.workers].map((each) => each.stop()));
    await this.vhost.remove();
  }
}
