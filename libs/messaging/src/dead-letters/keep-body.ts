import type { ConfirmPublisher } from '../publishing/confirm-publisher';
import { toPublishError, UnroutableError } from '../publishing/publish-errors';
import { writePieces } from './body-pieces';

/**
 * Keeps the bytes of a dead letter in the stream `queue`, and resolves when it has all of them. What
 * was kept before is kept twice, which a reader does not notice.
 *
 * @throws RefusedError, UnknownOutcomeError, UnroutableError to be tried again.
 */
export async function keepBody(
  deadLetterId: string,
  content: Buffer,
  queue: string,
  publisher: Pick<ConfirmPublisher, 'maxMessageBytes' | 'restoreTopology' | 'sendPatiently'>,
): Promise<void> {
  for (const piece of writePieces(deadLetterId, content, queue, publisher.maxMessageBytes)) {
    const error = toPublishError(await publisher.sendPatiently(piece), piece);
    if (error instanceof UnroutableError) await publisher.restoreTopology();
    if (error) throw error;
  }
}
