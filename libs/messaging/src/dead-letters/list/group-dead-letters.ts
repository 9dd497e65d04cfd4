import { createHash } from 'node:crypto';
import type { DeadLetteredRecord } from '../../messages/journal-record';
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

/** A group as it is counted: there may be as many as dead letters. */
export interface GroupCount {
  count: number;
  first: Date;
  last: Date;
  sample: DeadLetter;
  /** Where the first of them is in the journal. */
  readonly offset: number;
}

/** A place in the order of groups: the largest first, of equal ones the one that began first. */
export type GroupPlace = Pick<GroupCount, 'count' | 'offset'>;

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

/** Counts dead letters by their groups, in the order they are given. */
export class GroupCounts {
  private readonly groups = new Map<string, GroupCount>();

  add(letter: DeadLetter & { readonly offset: number }): void {
    const { at } = letter.record;
    const known = this.groups.get(letter.group);
    if (known === undefined) {
      const { offset } = letter;
      this.groups.set(letter.group, { count: 1, first: at, last: at, sample: letter, offset });
      return;
    }
    known.count += 1;
    if (at < known.first) known.first = at;
    if (at > known.last) known.last = at;
    known.sample = letter;
  }

  all(): Iterable<GroupCount> {
    return this.groups.values();
  }
}

/** Less than 0 when one comes before the other. */
export function compareGroups(one: GroupPlace, other: GroupPlace): number {
  return other.count - one.count || one.offset - other.offset;
}

export function toGroup({ count, first, last, sample }: GroupCount): DeadLetterGroup {
  const { failure, handler, queue } = sample.record;
  const { code } = failure;
  const message = normaliseMessage(failure.message);
  return { group: sample.group, queue, handler, code, message, count, first, last, sample };
}
