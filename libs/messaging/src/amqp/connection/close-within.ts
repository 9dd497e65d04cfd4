import type { ChannelModel } from 'amqplib';
import { settleWithin } from '../../async/settle-within';
import { socketOf } from './socket-of';

/**
 * Closes a connection politely, and after `milliseconds` by destroying its socket: a broker with
 * an alarm reads nothing, so the polite close would wait for ever. The socket is destroyed with an
 * error, since amqplib notices no other end of it. Never rejects.
 */
export async function closeWithin(connection: ChannelModel, milliseconds: number): Promise<void> {
  // `close` throws at once, without a promise, when the connection is closed already.
  const closed = Promise.resolve().then(() => connection.close());
  if (!(await settleWithin(closed, milliseconds)))
    socketOf(connection)?.destroy(new Error('closed by this side'));
}
