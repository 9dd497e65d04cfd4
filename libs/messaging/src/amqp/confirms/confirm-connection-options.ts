import type { ConfirmChannel } from 'amqplib';
import type { OutgoingMessage, SendOutcome } from '../../messages/outgoing-message';

export interface ConfirmConnectionOptions {
  /** What it is for, in the log and the broker's list of connections. */
  readonly role: string;
  /** As in `BrokerConnectionOptions`. */
  readonly isPrimary?: boolean;
  /** Run on every new connection before it has a channel, with the URL of its node. */
  readonly prepare?: (url: string) => Promise<void>;
  /** Run on the channel of every new connection before it is sent on. `restart` replaces the connection. */
  readonly setUp?: (channel: ConfirmChannel, restart: () => void) => Promise<void>;
  /** Called when a channel that was sent on is gone. */
  readonly onLost?: () => void;
  /**
   * Writes a message without effect, to see whether the broker confirms anything. With it, senders are
   * refused while nothing is confirmed, but for one at a time, and the connection is replaced about
   * every 15 seconds until something is. An alarm of the broker does not count.
   */
  readonly probe?: () => OutgoingMessage;
  /** Called for each answer that comes after the sender's deadline. */
  readonly onLate?: (message: OutgoingMessage, outcome: SendOutcome['kind']) => void;
}
