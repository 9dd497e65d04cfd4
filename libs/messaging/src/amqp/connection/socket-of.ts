import type { Socket } from 'node:net';
import type { ChannelModel } from 'amqplib';

/** The socket of a connection: amqplib keeps it there without declaring it. */
export function socketOf(connection: ChannelModel): Socket | undefined {
  return (connection.connection as { stream?: Socket }).stream;
}
