import { AmqpConnection } from '@golevelup/nestjs-rabbitmq';
import { Logger, type LoggerService } from '@nestjs/common';
import type { Queue } from '@warren/contracts';
import type { MessagingConfig } from '../../messaging.config';

/**
 * The connection that deliveries come on: golevelup's, with a channel for each queue, named like
 * it. golevelup only keeps the connection and the channels: it registers no handlers and declares
 * nothing (docs/adr/0002 says why).
 */
export function createConsumerConnection(
  config: MessagingConfig,
  queues: readonly Queue[],
): AmqpConnection {
  return new AmqpConnection({
    name: 'warren consumers',
    uri: [...config.urls],
    // The prefetch is set with each subscription, since it can change.
    channels: Object.fromEntries(queues.map(({ name }) => [name, {}])),
    registerHandlers: false,
    enableDirectReplyTo: false,
    connectionInitOptions: { wait: false, skipConnectionFailedLogging: true },
    connectionManagerOptions: {
      heartbeatIntervalInSeconds: config.heartbeatSeconds,
      // Without a random part all workers of a cluster would come back in the same instant.
      reconnectTimeInSeconds: 0.5 + Math.random(),
      connectionOptions: {
        noDelay: true,
        timeout: 5_000,
        clientProperties: { connection_name: 'warren consumers' },
      },
    },
    logger: new QuietLogger('Consumers'),
  });
}

/** golevelup says something for every channel; that is worth a line only when debugging. */
class QuietLogger extends Logger implements LoggerService {
  override log(message: unknown): void {
    this.debug(message);
  }
}
