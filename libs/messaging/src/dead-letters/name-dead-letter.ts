import { createHash } from 'node:crypto';
import type { DeadLetteredRecord } from '../journal/journal-record';

const DIGITS = 32;

/**
 * The id of a dead letter: the same for a message that is recorded twice because its ack was lost,
 * another for the same message when it dies again.
 *
 * @param diedAt absent when the message does not tell: then it is told by the rest alone.
 */
export function nameDeadLetter(
  {
    messageId,
    queue,
    redrives,
    attempt,
    cause,
  }: Pick<DeadLetteredRecord, 'messageId' | 'queue' | 'redrives' | 'attempt' | 'cause'>,
  diedAt: Date | undefined,
  content: Buffer,
): string {
  const told = [messageId, queue, redrives, attempt, cause, diedAt?.getTime() ?? null];
  return createHash('sha256')
    .update(JSON.stringify(told))
    .update(content)
    .digest('hex')
    .slice(0, DIGITS);
}
