import { Logger } from '@nestjs/common';
import type { Topology } from '@warren/model';
import { aboutMessage } from '../decoding/about-message';
import type { ConfirmPublisher } from '../amqp/confirms/confirm-publisher';
import type { OutgoingMessage, SendOutcome } from '../messages/outgoing-message';
import { toPublishError } from '../messages/publish-errors';
import { writeLogEntry } from './write-scheduled';

const logger = new Logger('schedule');

/**
 * Sends a message that waits for its time, and resolves with what became of it: `confirmed` only when
 * a delay stage has it, so that it comes out at its time (I9). A stage that is not there is declared,
 * for which the broker has two seconds, and the message is sent once more. It is never `unroutable`:
 * whether a queue wants it is seen when it is due, and a stage that is missing is an unavailable queue.
 *
 * What is confirmed is entered in the log of the schedule, for counting alone: the publish does not
 * wait for that, and when it fails the message is delivered all the same and not counted.
 *
 * @param send how the message itself is sent.
 */
export async function scheduleDelivery(
  message: OutgoingMessage,
  send: (message: OutgoingMessage) => Promise<SendOutcome>,
  topology: Pick<Topology, 'schedule'>,
  publisher: Pick<ConfirmPublisher, 'restoreQueue' | 'sendPatiently'>,
): Promise<SendOutcome> {
  let outcome = await send(message);
  if (outcome.kind === 'unroutable') {
    await publisher.restoreQueue(message.routingKey).catch((error: unknown) => {
      logger.warn({ err: error }, 'a delay stage is not there, and cannot be brought back');
    });
    outcome = await send(message);
  }
  if (outcome.kind === 'unroutable') {
    const reason = 'the delay stage for this wait is missing on the broker';
    return { kind: 'refused', reason, queues: [message.routingKey] };
  }
  if (outcome.kind === 'confirmed') void enter(message, topology, publisher);
  return outcome;
}

/** Never rejects. */
async function enter(
  message: OutgoingMessage,
  topology: Pick<Topology, 'schedule'>,
  publisher: Pick<ConfirmPublisher, 'sendPatiently'>,
): Promise<void> {
  const entry = writeLogEntry(message, topology);
  try {
    const error = toPublishError(await publisher.sendPatiently(entry), entry);
    if (error) throw error;
  } catch (error) {
    const details = aboutMessage({ ...message, content: message.body });
    logger.warn({ ...details, err: error }, 'it is put off, and not counted');
  }
}
