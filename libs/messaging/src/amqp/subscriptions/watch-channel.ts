import type { Channel } from 'amqplib';
import { Settlement } from '../settling/settlement';

/** A channel that deliveries come on. */
export interface WatchedChannel {
  readonly channel: Channel;
  /** Aborted when the channel closes: its deliveries can no longer be settled. */
  readonly gone: AbortSignal;
  /** Settles what comes on it. */
  readonly settlement: Settlement;
  /** Closes it: to this process it is gone at once, and frames that still come on it are ignored. */
  readonly abandon: () => void;
}

/** Watches a new channel. To be called once for each, since every call leaves a listener on it. */
export function watchChannel(channel: Channel): WatchedChannel {
  const gone = new AbortController();
  const settlement = new Settlement(channel);
  const end = (): void => {
    gone.abort();
    settlement.close();
  };
  channel.once('close', end);
  const abandon = (): void => {
    end();
    try {
      channel.close().catch(() => undefined);
    } catch {
      // It was closed already: amqplib throws at once.
    }
  };
  return { channel, gone: gone.signal, settlement, abandon };
}
