import { Logger } from '@nestjs/common';
import { type Topology, WarrenError } from '@warren/model';
import type { ConfirmPublisher } from '../../amqp/confirms/confirm-publisher';
import type { OutgoingMessage } from '../../messages/outgoing-message';
import { codeOfFinalRefusal, toPublishError, UnroutableError } from '../../messages/publish-errors';
import { aboutDelivery } from '../../decoding/about-message';
import { PermanentError, RetryableError } from '../../messages/handler-errors';
import { writeAnswer, type Question } from './write-answer';

const logger = new Logger('answer');

type Answers = Pick<ConfirmPublisher, 'sendPatiently' | 'restoreTopology'>;

/**
 * The reply queue does not have the answer, or that is not known. Another attempt answers again. It says
 * nothing of what the handler needs: that was there.
 */
export class AnswerNotAcceptedError extends RetryableError {
  constructor(queue: string, cause: Error) {
    super('answer_not_accepted', `\`${queue}\` did not take the answer: ${cause.message}`, {
      cause,
    });
  }
}

/**
 * Answers a delivery that asks for it, and resolves when the reply queue has the answer. Does
 * nothing for one that does not, nor when the handler returned nothing. A publisher that names
 * another queue than one that the topology declares for replies gets no answer: nothing is
 * published there (I14).
 *
 * Settles by twice the publish timeout: while too many messages wait for the broker it waits its turn,
 * since the handler is done; a reply queue that is full refuses it, and must not hold up a consumer.
 *
 * @throws AnswerNotAcceptedError `answer_not_accepted`.
 * @throws PermanentError `answer_not_json`, `answer_too_large`, and `invalid_request` or
 * `not_permitted` when it can never be sent: the handler would only run again for nothing.
 */
export async function sendAnswer(
  question: Question,
  { replyQueues }: Topology,
  publisher: Answers,
): Promise<void> {
  const { delivery, event, value } = question;
  const { correlationId, replyTo } = delivery;
  if (replyTo === undefined || value === undefined) return;
  const details = { ...aboutDelivery(delivery, event), replyTo };
  const declared = replyQueues.find(({ name }) => name === replyTo);
  if (!declared) {
    logger.warn(details, 'not answered: that is no reply queue');
  } else if (correlationId === undefined) {
    logger.warn(details, 'not answered: it has no correlation id');
  } else {
    const answer = writeAnswer(question, declared.name, Date.now());
    const error = await send(answer, publisher);
    const code = codeOfFinalRefusal(error);
    if (code === 'too_large') throw new PermanentError('answer_too_large', error?.message);
    if (code) throw new PermanentError(code, error?.message, { cause: error });
    if (error instanceof UnroutableError) await restore(publisher);
    if (error) throw new AnswerNotAcceptedError(declared.name, error);
  }
}

/** Why the reply queue does not have the answer; undefined when it has. */
async function send(answer: OutgoingMessage, publisher: Answers): Promise<Error | undefined> {
  try {
    return toPublishError(await publisher.sendPatiently(answer), answer);
  } catch (error) {
    if (error instanceof WarrenError) return error;
    throw error;
  }
}

/** The reply queue was deleted: the next attempt finds it again, or tries once more. */
async function restore(publisher: Answers): Promise<void> {
  try {
    await publisher.restoreTopology();
  } catch (error) {
    logger.warn({ err: error }, 'the topology could not be restored');
  }
}
