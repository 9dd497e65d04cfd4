import { createHash } from 'node:crypto';
import type { DeadLetteredRecord } from '../journal/journal-record';

const DIGITS = 32;

/**
 * The id of a dead letter: the same for a message that is recorded twice because its ack was lost,
 * another for the same message when it dies again.
 *
 * Of a message that was redriven the name says which redrive, and not when or how it died: when a
 * process died in the middle of a redrive, two copies of it may have been sent and have failed.
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
  const life = [messageId, queue, redrives];
  const death = [attempt, cause, diedAt?.getTime() ?? null];
  const told = redrives > 0 ? life : [...life, ...death];
  return createHash('sha256')
    .update(JSON.stringify(told))
    .update(content)
    .digest('hex')
    .slice(0, DIGITS);
}
