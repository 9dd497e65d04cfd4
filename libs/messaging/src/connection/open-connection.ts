import type { Logger } from '@nestjs/common';
import { connect, type ChannelModel } from 'amqplib';
import type { MessagingConfig } from '../messaging.config';

const CONNECT_TIMEOUT_MS = 5_000;

/**
 * Opens one connection to one node; the caller closes it, and notices its end by `close`.
 *
 * @param name shown in the broker's list of connections.
 * @throws Error when the node does not take it within five seconds.
 */
export async function openConnection(
  url: string,
  name: string,
  { heartbeatSeconds }: Pick<MessagingConfig, 'heartbeatSeconds'>,
  logger: Logger,
): Promise<ChannelModel> {
  const target = new URL(url);
  target.searchParams.set('heartbeat', String(heartbeatSeconds));
  const connection = await connect(target.toString(), {
    noDelay: true,
    timeout: CONNECT_TIMEOUT_MS,
    clientProperties: { connection_name: name },
  });
  // 'close' follows every 'error'; without this listener the error would end the process.
  connection.on('error', (error: Error) => logger.warn(`${name}: ${error.message}`));
  connection.on('handler-error', (error: Error) =>
    logger.error({ err: error }, `${name}: a listener failed`),
  );
  return connection;
}
