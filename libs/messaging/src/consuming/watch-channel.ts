import type { Channel } from 'amqplib';

/** A channel that deliveries come on, and the signal that it is gone. */
export interface WatchedChannel {
  readonly channel: Channel;
  /** Aborted when the channel closes: what came on it cannot be settled any more. */
  readonly gone: AbortSignal;
}

/** Watches a new channel. To be called once for each, since every call leaves a listener on it. */
export function watchChannel(channel: Channel): WatchedChannel {
  const gone = new AbortController();
  channel.once('close', () => gone.abort());
  return { channel, gone: gone.signal };
}
