import type { Channel, ConsumeMessage } from 'amqplib';
import type { StreamOffset } from './stream-cursor';

/** One subscription, and what became of it. */
export interface Subscribed {
  readonly channel: Channel;
  readonly startAnew: () => void;
  readonly from: StreamOffset;
  /** It is for one entry only, at a number. */
  readonly isAlone: boolean;
  /** When the broker agreed to it. */
  grantedAt?: number;
  /** That entry has come. */
  isDone?: boolean;
  /** When the broker closed the connection for a fault of its own. */
  faultAt?: number;
}

/** Where to begin, as an argument of `basic.consume`. */
export function offsetArgument(from: StreamOffset): unknown {
  if (!(from instanceof Date)) return from;
  return { '!': 'timestamp', value: Math.floor(from.getTime() / 1_000) };
}

/** Of a stream an ack takes nothing away: it asks for more. */
export function acknowledge(message: ConsumeMessage, { channel, isDone }: Subscribed): void {
  if (isDone) return;
  try {
    channel.ack(message, true);
  } catch {
    // The channel is closed; the next one begins behind what was read.
  }
}
