import type { ConfirmPublisher } from '../../publishing/confirm-publisher';
import { attachConsumer } from './attach-consumer';
import type { QueueConsumer } from './queue-consumer';
import type { WatchedChannel } from './watch-channel';

/** Attaches consumers to channels, one attempt at a time for each channel. */
export class Attacher {
  private readonly busy = new WeakSet<WatchedChannel>();

  constructor(
    private readonly publisher: Pick<
      ConfirmPublisher,
      'isBlocked' | 'isConnected' | 'restoreTopology'
    >,
  ) {}

  /** Begins to attach the consumer of a channel, unless that is under way. Does not wait. */
  attach(consumer: QueueConsumer, on: WatchedChannel): void {
    if (this.busy.has(on)) return;
    this.busy.add(on);
    void attachConsumer(consumer, on, this.publisher).then(() => {
      this.busy.delete(on);
      // It may have been lost again while this attempt was ending.
      if (consumer.state === 'detached' && !on.gone.aborted) this.attach(consumer, on);
    });
  }
}
