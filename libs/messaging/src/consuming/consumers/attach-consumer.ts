import { setTimeout as wait } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import type { ConfirmPublisher } from '../../publishing/confirm-publisher';
import type { QueueConsumer } from './queue-consumer';
import type { WatchedChannel } from './watch-channel';

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 10_000;

const logger = new Logger('attach');

/**
 * Tries, less and less often, until the consumer is attached, should not be, or the channel is gone.
 * The queue may be what was lost, so the topology is made sure of first. Never rejects; what stands
 * in the way is logged once, until it is something else.
 */
export async function attachConsumer(
  consumer: QueueConsumer,
  on: WatchedChannel,
  publisher: Pick<ConfirmPublisher, 'isBlocked' | 'isConnected' | 'restoreTopology'>,
): Promise<void> {
  let pauseMs = FIRST_PAUSE_MS;
  let logged: string | undefined;
  while (!on.gone.aborted && consumer.state === 'detached') {
    // A publisher that is away comes back by itself, and costs the broker nothing meanwhile.
    const isAsked = publisher.isConnected;
    try {
      if (isAsked) {
        // A broker with an alarm would answer when it is over, and consuming is what ends some alarms.
        if (!publisher.isBlocked) await publisher.restoreTopology();
        return await consumer.attach(on);
      }
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      if (reason !== logged && !on.gone.aborted) {
        logger.warn({ queue: consumer.queue, reason }, 'consumer not attached yet');
      }
      logged = reason;
    }
    await wait(pauseMs, undefined, { signal: on.gone }).catch(() => undefined);
    if (isAsked) pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
  }
}
