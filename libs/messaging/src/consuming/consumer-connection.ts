import { AmqpConnection } from '@golevelup/nestjs-rabbitmq';
import { Logger, type LoggerService } from '@nestjs/common';
import type { ConnectionUrl } from 'amqp-connection-manager';
import { connectArguments } from '../amqp/connection/connect-arguments';
import type { MessagingConfig } from '../amqp/connection/messaging.config';

/**
 * The connection that deliveries come on: golevelup's, which only keeps it up. It registers no handlers,
 * declares nothing, and its one channel rests: the queues have channels of their own (ConsumerChannels,
 * docs/adr/0002 and 0015).
 */
export function createConsumerConnection(config: MessagingConfig): AmqpConnection {
  // Each process begins at another node, so that a cluster's first node does not get them all.
  const first = Math.floor(Math.random() * config.urls.length);
  const urls = [...config.urls.slice(first), ...config.urls.slice(0, first)];
  return new AmqpConnection({
    name: 'deliveries',
    // Not used: findServers gives them, read again each time all were tried.
    uri: [],
    registerHandlers: false,
    enableDirectReplyTo: false,
    // The publishing connection says that the broker is unavailable: one line for each process.
    connectionInitOptions: {
      wait: false,
      skipConnectionFailedLogging: true,
      skipDisconnectFailedLogging: true,
    },
    connectionManagerOptions: {
      findServers: () => Promise.resolve(urls.map((url) => serverOf(url, config))),
      // Without a random part all workers of a cluster would come back in the same instant.
      reconnectTimeInSeconds: 0.25 + Math.random() / 2,
    },
    logger: new QuietLogger('Consumers'),
  });
}

function serverOf(url: string, config: MessagingConfig): ConnectionUrl {
  const { options, url: bare } = connectArguments(url, 'deliveries', config);
  return { url: bare, connectionOptions: options };
}

/** golevelup says something for every channel; that is worth a line only when debugging. */
class QuietLogger extends Logger implements LoggerService {
  override log(message: unknown): void {
    this.debug(message);
  }
}
