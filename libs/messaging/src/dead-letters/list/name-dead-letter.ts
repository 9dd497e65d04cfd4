import { createHash } from 'node:crypto';
import type { DeadLetteredRecord } from '../../messages/journal-record';

const DIGITS = 32;

/** What identifies a dead letter, beside its bytes. */
type Identity = Omit<DeadLetteredRecord, 'deadLetterId'> & { readonly redriveOf?: string };

/** What differs between two copies of one redrive, and the bytes: those are named as they came. */
const NOT_NAMED = {
  ...{ at: undefined, attempt: undefined, firstFailedAt: undefined },
  ...{ body: undefined, decoded: undefined, encoding: undefined, excerpt: undefined },
};

/**
 * The id of a dead letter: the same for a message that is recorded twice because its ack was lost,
 * another for the same message when it dies again.
 *
 * Of a message that was redriven the name says which redrive of which dead letter, and not when or at
 * which attempt it died: when a process died in the middle of a redrive, two copies of it may have been
 * sent and have failed. A message that is published again under its id is another: it died for itself
 * before. What differs in anything else that is shown, or sent again, is another too: so that a forged
 * one cannot stand for it.
 *
 * @param diedAt absent when the message does not say.
 */
export function nameDeadLetter(
  identity: Identity,
  diedAt: Date | undefined,
  content: Buffer,
): string {
  const { attempt, failure, redrives } = identity;
  const { code, message } = failure;
  const death = redrives > 0 ? [] : [attempt, diedAt?.getTime() ?? null];
  const life = { ...identity, ...NOT_NAMED, failure: { code, message } };
  return digest(JSON.stringify([life, ...death]), content);
}

/** The name of a message that would have this one, when what has it is settled. */
export function nameAnother(deadLetterId: string): string {
  return digest(deadLetterId);
}

function digest(text: string, content: Buffer = Buffer.alloc(0)): string {
  return createHash('sha256').update(text).update(content).digest('hex').slice(0, DIGITS);
}
