import type { Channel } from 'amqplib';
import { Settlement } from '../deliveries/settlement';

/** A channel that deliveries come on. */
export interface WatchedChannel {
  readonly channel: Channel;
  /** Aborted when the channel closes: what came on it cannot be settled any more. */
  readonly gone: AbortSignal;
  /** Settles what comes on it. */
  readonly settlement: Settlement;
}

/** Watches a new channel. To be called once for each, since every call leaves a listener on it. */
export function watchChannel(channel: Channel): WatchedChannel {
  const gone = new AbortController();
  const settlement = new Settlement(channel);
  channel.once('close', () => {
    gone.abort();
    settlement.close();
  });
  return { channel, gone: gone.signal, settlement };
}
