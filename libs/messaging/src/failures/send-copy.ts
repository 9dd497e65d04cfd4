import { Logger } from '@nestjs/common';
import { type Topology, WarrenError } from '@warren/model';
import type { ConfirmPublisher } from '../amqp/confirms/confirm-publisher';
import type { OutgoingMessage } from '../messages/outgoing-message';
import { toPublishError, UnroutableError } from '../messages/publish-errors';
import { writeBareCopy, writeCopy, type FailedDelivery } from './write-copy';

const logger = new Logger('copy');

type Confirms = Pick<ConfirmPublisher, 'send' | 'restoreTopology'>;

/**
 * Sends the copy of a failed delivery and resolves when a queue has it. A copy that cannot be
 * encoded is replaced by one with the body, the id and our headers only: a message must not be
 * stuck for ever over what another client wrote around it.
 *
 * @param details of the delivery, for the log.
 * @throws UnroutableError its queue is not there. The topology has been made sure of again, so that
 * the next try can succeed.
 * @throws RefusedError, UnknownOutcomeError to be tried again.
 */
export async function sendCopy(
  failed: FailedDelivery,
  topology: Topology,
  publisher: Confirms,
  details: object,
): Promise<void> {
  try {
    await confirm(writeCopy(failed, topology), publisher);
  } catch (error) {
    if (!(error instanceof WarrenError && error.code === 'invalid_request')) throw error;
    await confirm(writeBareCopy(failed, topology), publisher);
    logger.warn(
      { ...details, err: error },
      'its copy has the body, the id and our headers only: the rest cannot be sent',
    );
  }
}

async function confirm(copy: OutgoingMessage, publisher: Confirms): Promise<void> {
  const error = toPublishError(await publisher.send(copy), copy);
  if (error instanceof UnroutableError) await publisher.restoreTopology();
  if (error) throw error;
}
