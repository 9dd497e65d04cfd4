import { setTimeout as wait } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { NoBrokerAnswerError } from '../async/with-timeout';
import { isAboutQueue } from '../amqp/connection/broker-fault';
import type { UnavailableQueues } from '../amqp/connection/unavailable-queues';
import type { ConfirmPublisher } from '../amqp/confirms/confirm-publisher';
import type { QueueConsumer } from './queue-consumer';
import type { WatchedChannel } from '../amqp/subscriptions/watch-channel';

const FIRST_PAUSE_MS = 500;
const MAX_PAUSE_MS = 10_000;

const logger = new Logger('attach');

/** What attaching needs: its queue is declared first, since it may be what was lost. */
export type QueueRestorer = Pick<
  ConfirmPublisher,
  'isConnected' | 'restoreQueue' | 'whyUnavailable'
>;

/**
 * Tries, less and less often, until the consumer is attached, should not be, or the channel is gone;
 * one on which the broker does not answer is given up. Never rejects. What stands in the way is logged
 * once, until it is something else.
 *
 * @param unavailable called when the queue itself is at fault, and when it no longer is.
 */
export async function attachConsumer(
  consumer: QueueConsumer,
  on: WatchedChannel,
  publisher: QueueRestorer,
  unavailable: UnavailableQueues,
): Promise<void> {
  const { queue } = consumer;
  let pauseMs = FIRST_PAUSE_MS;
  let logged: string | undefined;
  while (!on.gone.aborted && isDetached(consumer)) {
    // A publisher that is disconnected reconnects by itself, and costs the broker nothing
    // meanwhile.
    const isAsked = publisher.isConnected;
    try {
      if (isAsked) {
        await publisher.restoreQueue(queue);
        if (await attachOn(consumer, on)) unavailable.remove(queue);
        return;
      }
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      const isQueue = publisher.whyUnavailable(queue) !== undefined || isAboutQueue(error);
      if (isQueue) {
        // It may be attached on another channel by now.
        if (isDetached(consumer)) unavailable.add(queue, reason);
      } else if (reason !== logged && !on.gone.aborted) {
        logger.warn({ queue, reason }, 'consumer not attached yet');
      }
      logged = reason;
    }
    await wait(pauseMs, undefined, { signal: on.gone }).catch(() => undefined);
    if (isAsked) pauseMs = Math.min(pauseMs * 2, MAX_PAUSE_MS);
  }
}

/** @returns whether deliveries come: it may have ended before, without an error. */
async function attachOn(consumer: QueueConsumer, on: WatchedChannel): Promise<boolean> {
  try {
    await consumer.attach(on);
    return consumer.state === 'attached';
  } catch (error) {
    if (error instanceof NoBrokerAnswerError) on.abandon();
    throw error;
  }
}

function isDetached({ state }: QueueConsumer): boolean {
  return state === 'detached';
}
