import type { ConfirmChannel } from 'amqplib';
import type { OutgoingMessage, SendOutcome } from './outgoing-message';

export interface ConfirmConnectionOptions {
  /** What it is for, in the log and the broker's list of connections. */
  readonly role: string;
  /** As in `BrokerConnectionOptions`. */
  readonly isPrimary?: boolean;
  /** Run on every new connection before it has a channel, with the URL of its node. */
  readonly prepare?: (url: string) => Promise<void>;
  /**
   * Run on the channel of every new connection before it is sent on. `restart` begins the connection
   * anew.
   */
  readonly setUp?: (channel: ConfirmChannel, restart: () => void) => Promise<void>;
  /** Told when a channel that was sent on is gone. */
  readonly onLost?: () => void;
  /**
   * A message that harms nobody, for asking whether the broker confirms anything. With it, senders are
   * refused while nothing is confirmed, but for one at a time, and the connection is replaced every 15
   * seconds until something is.
   */
  readonly probe?: () => OutgoingMessage;
  /** Told of an answer that came after the sender's deadline. */
  readonly onLate?: (message: OutgoingMessage, outcome: SendOutcome['kind']) => void;
}
