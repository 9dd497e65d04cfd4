import { Logger } from '@nestjs/common';
import { connect, type ChannelModel } from 'amqplib';
import { readBrokerAddress } from './broker-address';
import type { BrokerSettings } from './messaging.config';
import { connectArguments } from './connect-arguments';
import { guardProperties } from '../../wire/guard-properties';

const logger = new Logger('connection');

/** What amqplib says when the broker takes the password, and then refuses the virtual host. */
const NO_VHOST = 'Expected ConnectionOpenOk';

/**
 * Opens one connection to one node; the caller closes it, and notices its end by `close`.
 *
 * @param role what it is for, in the broker's list of connections.
 * @param onError called with what the broker or the network reports before the connection closes.
 * @throws Error when the node does not take it in time, or a file that the URL names cannot be read.
 */
export async function openConnection(
  url: string,
  role: string,
  settings: Pick<BrokerSettings, 'app' | 'heartbeatSeconds'>,
  onError: (error: Error) => void,
): Promise<ChannelModel> {
  const { options, url: bare } = connectArguments(url, role, settings);
  const connection = await connect(bare, options).catch((error: unknown) => {
    throw explain(error, url);
  });
  guardProperties(connection.connection);
  // 'close' follows every 'error'; without this listener the error would end the process.
  connection.on('error', onError);
  connection.on('handler-error', (error: Error) =>
    logger.error({ err: error }, `${role}: a listener failed`),
  );
  return connection;
}

function explain(error: unknown, url: string): unknown {
  if (!(error instanceof Error && error.message.startsWith(NO_VHOST))) return error;
  const name = `the virtual host '${readBrokerAddress(url).vhost}'`;
  return new Error(`${name} is not there, or this user may not use it`, { cause: error });
}
