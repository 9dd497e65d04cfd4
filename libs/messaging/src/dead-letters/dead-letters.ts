import { ProblemError } from '@warren/platform';
import type { Projection } from '../journal/journal';
import type {
  DeadLetteredRecord,
  DiscardedRecord,
  JournalRecord,
  RedrivenRecord,
} from '../journal/journal-record';
import { matchesFilter, type DeadLetter, type DeadLetterFilter } from './dead-letter';
import { groupDeadLetters, type DeadLetterGroup } from './group-dead-letters';
import { KeptDeadLetter, KeptDeadLetters } from './kept-dead-letters';

/** The newest dead letters that match, oldest first. */
export interface DeadLetterPage {
  readonly letters: readonly DeadLetter[];
  /** The cursor of the next older page, true in every process; absent when there is none. */
  readonly older?: number;
}

/** Which dead letters are to be acted on: these, those of a group, or all that match. */
export type DeadLetterSelection =
  | { readonly ids: readonly string[] }
  | { readonly group: string }
  | { readonly filter: DeadLetterFilter };

/** The most one operation takes in hand. */
export const MOST_AT_ONCE = 10_000;

/**
 * Every dead letter in the journal with what became of it, in memory: the newest, within the bounds
 * given. What is settled is forgotten first. Reading it consumes nothing.
 */
export class DeadLetters implements Projection {
  private readonly kept: KeptDeadLetters;
  /** By queue and message id: a message that was redriven may be a dead letter again. */
  private readonly lives = new Map<string, KeptDeadLetter[]>();
  private isWhole = true;

  /**
   * @param capacity how many are kept.
   * @param capacityBytes about how many bytes of them; the newest is kept in any case.
   */
  constructor(capacity: number, capacityBytes: number) {
    this.kept = new KeptDeadLetters(capacity, capacityBytes);
  }

  /** Until then nothing can be selected: what was put right might not be known yet. */
  isWholeAfter(read: Promise<void>): void {
    this.isWhole = false;
    read.then(
      () => (this.isWhole = true),
      () => undefined,
    );
  }

  /** A record that comes twice counts once. */
  apply(record: JournalRecord, offset: number): void {
    if (record.kind === 'dead-lettered') this.keep(record, offset);
    else if (record.kind === 'redriven' || record.kind === 'discarded') {
      const letter = this.kept.get(record.deadLetterId);
      if (letter) this.kept.settle(letter, record);
    }
  }

  get(deadLetterId: string): DeadLetter | undefined {
    return this.kept.get(deadLetterId);
  }

  /** What was done about this message in this queue before it became this dead letter, oldest first. */
  previousActions({ record }: DeadLetter): (RedrivenRecord | DiscardedRecord)[] {
    const lives = this.lives.get(lifeOf(record)) ?? [];
    const index = lives.findIndex((each) => each.record.deadLetterId === record.deadLetterId);
    return lives.slice(0, Math.max(index, 0)).flatMap(({ action }) => action ?? []);
  }

  /** @param page.before a cursor that an earlier page gave. */
  find(filter: DeadLetterFilter, page: { limit: number; before?: number }): DeadLetterPage {
    const found: KeptDeadLetter[] = [];
    for (const letter of this.kept.newestFirst(page.before)) {
      if (!matchesFilter(letter, filter)) continue;
      if (found.length === page.limit) {
        return { letters: found.reverse(), older: found[0]?.offset };
      }
      found.push(letter);
    }
    return { letters: found.reverse() };
  }

  /** The groups of those that match, the largest first. */
  groups(filter: DeadLetterFilter): DeadLetterGroup[] {
    return groupDeadLetters(this.matching(filter));
  }

  /**
   * What a selection means now, oldest first, and in the order given for ids: at most 10,000, and how
   * many are left out. Of a group or a filter only those that are open. An id that is not kept is
   * given as it is.
   *
   * @throws ProblemError `not_ready` while the journal is being read.
   */
  select(selection: DeadLetterSelection): { letters: (DeadLetter | string)[]; left: number } {
    if (!this.isWhole) {
      throw new ProblemError('not_ready', 'the journal is still being read; try again in a moment');
    }
    const all =
      'ids' in selection
        ? [...new Set(selection.ids)].map((id) => this.kept.get(id) ?? id)
        : [...this.matching(toOpenFilter(selection))];
    return { letters: all.slice(0, MOST_AT_ONCE), left: Math.max(0, all.length - MOST_AT_ONCE) };
  }

  private *matching(filter: DeadLetterFilter): Generator<DeadLetter> {
    for (const letter of this.kept.oldestFirst()) if (matchesFilter(letter, filter)) yield letter;
  }

  private keep(record: DeadLetteredRecord, offset: number): void {
    if (this.kept.get(record.deadLetterId)) return;
    // One that was written again stays where it was first, in every process.
    const letter = new KeptDeadLetter(record, record.firstOffset ?? offset);
    for (const forgotten of this.kept.add(letter)) this.forgetLife(forgotten);
    const life = lifeOf(record);
    const lives = this.lives.get(life);
    if (lives) lives.push(letter);
    else this.lives.set(life, [letter]);
  }

  private forgetLife(forgotten: KeptDeadLetter): void {
    const life = lifeOf(forgotten.record);
    const lives = this.lives.get(life) ?? [];
    const index = lives.indexOf(forgotten);
    if (index >= 0) lives.splice(index, 1);
    if (lives.length === 0) this.lives.delete(life);
  }
}

function lifeOf({ queue, messageId }: DeadLetteredRecord): string {
  return `${queue} ${messageId}`;
}

function toOpenFilter(selection: Exclude<DeadLetterSelection, { ids: unknown }>): DeadLetterFilter {
  const wanted = 'group' in selection ? { group: selection.group } : selection.filter;
  return { ...wanted, state: 'open' };
}
