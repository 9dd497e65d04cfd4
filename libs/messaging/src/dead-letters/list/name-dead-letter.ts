import { createHash } from 'node:crypto';
import type { DeadLetteredRecord } from '../../messages/journal-record';

const DIGITS = 32;

/** What identifies a dead letter, beside its bytes. */
type Identity = Pick<
  DeadLetteredRecord,
  'messageId' | 'queue' | 'redrives' | 'attempt' | 'cause'
> & {
  readonly redriveOf?: string;
};

/**
 * The id of a dead letter: the same for a message that is recorded twice because its ack was lost,
 * another for the same message when it dies again.
 *
 * Of a message that was redriven the name says which redrive of which dead letter, and not when or how
 * it died: when a process died in the middle of a redrive, two copies of it may have been sent and have
 * failed. A message that is published again under its id is another: it died for itself before.
 *
 * @param diedAt absent when the message does not say.
 */
export function nameDeadLetter(
  { attempt, cause, messageId, queue, redriveOf, redrives }: Identity,
  diedAt: Date | undefined,
  content: Buffer,
): string {
  const life = [messageId, queue, redrives];
  const death = redrives > 0 ? [redriveOf] : [attempt, cause, diedAt?.getTime() ?? null];
  // Redriven by an earlier version, a message does not say of which.
  const name = [...life, ...death.filter((each) => each !== undefined)];
  return createHash('sha256')
    .update(JSON.stringify(name))
    .update(content)
    .digest('hex')
    .slice(0, DIGITS);
}
