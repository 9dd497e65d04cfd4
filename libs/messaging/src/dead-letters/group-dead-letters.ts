import { createHash } from 'node:crypto';
import type { DeadLetteredRecord } from '../journal/journal-record';
import type { DeadLetter } from './dead-letter';
import { normaliseMessage } from './normalise-message';

/** Dead letters of one queue, one handler and one kind of failure. */
export interface DeadLetterGroup {
  /** The same for the same kind of failure, in every process. */
  readonly group: string;
  readonly queue: string;
  readonly handler?: string;
  readonly code: string;
  /** The words of the failure without what differs between the messages. */
  readonly message: string;
  readonly count: number;
  /** When the first and the last of them died. */
  readonly first: Date;
  readonly last: Date;
  /** The one that was recorded last. */
  readonly sample: DeadLetter;
}

const DIGITS = 16;

/** The id of the group a dead letter belongs to. */
export function groupOf({ queue, handler, failure }: DeadLetteredRecord): string {
  return createHash('sha256')
    .update(
      JSON.stringify([queue, handler ?? null, failure.code, normaliseMessage(failure.message)]),
    )
    .digest('hex')
    .slice(0, DIGITS);
}

/** The groups of these dead letters, the largest first. */
export function groupDeadLetters(letters: Iterable<DeadLetter>): DeadLetterGroup[] {
  const groups = new Map<string, DeadLetterGroup>();
  for (const letter of letters) {
    const { group } = letter;
    groups.set(group, joined(groups.get(group), letter));
  }
  return [...groups.values()].sort((one, other) => other.count - one.count);
}

function joined(known: DeadLetterGroup | undefined, sample: DeadLetter): DeadLetterGroup {
  const { at, failure, handler, queue } = sample.record;
  if (known === undefined) {
    const { code } = failure;
    const message = normaliseMessage(failure.message);
    const { group } = sample;
    return { group, queue, handler, code, message, count: 1, first: at, last: at, sample };
  }
  return {
    ...known,
    count: known.count + 1,
    first: at < known.first ? at : known.first,
    last: at > known.last ? at : known.last,
    sample,
  };
}
