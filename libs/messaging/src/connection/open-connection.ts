import { Logger } from '@nestjs/common';
import { connect, type ChannelModel } from 'amqplib';
import type { MessagingConfig } from '../messaging.config';
import { guardProperties } from './guard-properties';

const CONNECT_TIMEOUT_MS = 5_000;

const logger = new Logger('connection');

/**
 * Opens one connection to one node; the caller closes it, and notices its end by `close`.
 *
 * @param name shown in the broker's list of connections.
 * @param onError told what the broker or the network says before the connection closes.
 * @throws Error when the node does not take it within five seconds.
 */
export async function openConnection(
  url: string,
  name: string,
  { heartbeatSeconds }: Pick<MessagingConfig, 'heartbeatSeconds'>,
  onError: (error: Error) => void,
): Promise<ChannelModel> {
  const target = new URL(url);
  target.searchParams.set('heartbeat', String(heartbeatSeconds));
  const connection = await connect(target.toString(), {
    noDelay: true,
    timeout: CONNECT_TIMEOUT_MS,
    clientProperties: { connection_name: name },
  });
  guardProperties(connection.connection);
  // 'close' follows every 'error'; without this listener the error would end the process.
  connection.on('error', onError);
  connection.on('handler-error', (error: Error) =>
    logger.error({ err: error }, `${name}: a listener failed`),
  );
  return connection;
}
