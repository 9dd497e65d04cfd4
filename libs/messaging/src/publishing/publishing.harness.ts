import type { EventDto } from '@warren/model';
import { Lifecycle, Readiness } from '@warren/platform';
import { routes, TcpProxy, topology, waitFor } from '@warren/testing';
import { MessagingConfig } from '../amqp/connection/messaging.config';
import { TopologyKeeper } from '../amqp/declaring/topology-keeper';
import { ConfirmPublisher } from '../amqp/confirms/confirm-publisher';
import { Publisher } from './publisher';

/** Any valid event. */
export const event: EventDto = { id: 'e1', tipo: 'T', payload: {} };

/** What became of a publish, as a word. */
export type Outcome = 'confirmed' | 'unroutable' | 'refused' | 'unknown';

/** A publisher behind a network that can fail. */
export class PublishingHarness {
  readonly readiness = new Readiness();
  readonly lifecycle = new Lifecycle();
  readonly confirms: ConfirmPublisher;
  readonly publisher: Publisher;

  private constructor(
    readonly proxy: TcpProxy,
    settings: Partial<MessagingConfig>,
  ) {
    const config = Object.assign(new MessagingConfig(), { url: proxy.url, ...settings });
    const keeper = new TopologyKeeper(topology, config);
    this.confirms = new ConfirmPublisher(config, keeper, this.lifecycle, this.readiness);
    this.publisher = new Publisher(this.confirms, topology);
    this.confirms.onApplicationBootstrap();
  }

  /** Begins to connect; `ready` waits for it. */
  static async start(
    url: string,
    settings: Partial<MessagingConfig> = {},
  ): Promise<PublishingHarness> {
    return new PublishingHarness(await TcpProxy.start(url), settings);
  }

  async ready(): Promise<void> {
    await waitFor('the publisher', () => this.readiness.report().ready);
  }

  async notReady(): Promise<void> {
    await waitFor('the loss to be noticed', () => !this.readiness.report().ready);
  }

  /** Publishes to `mensajes` by the way of the default exchange. */
  async publish(messageId?: string): Promise<Outcome> {
    const { exchange, routingKey } = routes.send;
    return this.publisher.publish(exchange, routingKey, event, { messageId }).then(
      () => 'confirmed',
      (error: unknown) => {
        const { outcome } = error as { outcome?: Outcome };
        if (outcome === undefined) throw error;
        return outcome;
      },
    );
  }

  async stop(): Promise<void> {
    await this.confirms.onApplicationShutdown();
    await this.proxy.close();
  }
}
