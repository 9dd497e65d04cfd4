import { WarrenError } from '@warren/model';
import type { Found, TimeSlices } from '@warren/platform';
import type { Projection } from '../../journal/journal';
import type { ActedRecord, DeadLetteredRecord, JournalRecord } from '../../messages/journal-record';
import type { DeadLetter, DeadLetterFilter, DeadLetterState } from './dead-letter';
import type { GroupPlace } from './group-dead-letters';
import { DeadLetterStore, lifeOf, StoredDeadLetter } from './dead-letter-store';
import { nameAnother } from './name-dead-letter';
import {
  MAX_AT_ONCE,
  toFilter,
  type DeadLetterSelection,
  type SelectedDeadLetters,
} from './dead-letter-selection';
import { eachMatching, findDeadLetters, groupMatching, type GroupPage } from './read-dead-letters';

/** The newest dead letters that match, the newest first, with cursors that are true in every process. */
export type DeadLetterPage = Found<DeadLetter>;

/**
 * Every dead letter in the journal with what became of it, in memory: the newest, within the bounds
 * given. What is settled is forgotten first. Reading it consumes nothing.
 */
export class DeadLetters implements Projection {
  private readonly kept: DeadLetterStore;
  /** By queue and message id: a message that was redriven may be a dead letter again. */
  private readonly history = new Map<string, StoredDeadLetter[]>();
  private isComplete = true;
  private readTo = 0;

  /**
   * @param capacity how many are kept.
   * @param capacityBytes about how many bytes of them; the newest is kept in any case.
   * @param slices the time in which they are searched.
   */
  constructor(
    capacity: number,
    capacityBytes: number,
    private readonly slices: Pick<TimeSlices, 'run' | 'turn'>,
  ) {
    this.kept = new DeadLetterStore(capacity, capacityBytes);
  }

  /** Until then nothing can be selected: what was put right might not be known yet. */
  isCompleteAfter(read: Promise<void>): void {
    this.isComplete = false;
    read.then(
      () => (this.isComplete = true),
      () => undefined,
    );
  }

  /** A record that comes twice counts once. */
  apply(record: JournalRecord, offset: number): void {
    this.readTo = offset;
    if (record.kind === 'dead-lettered') this.keep(record, offset);
    else if (isAction(record)) {
      const letter = this.kept.get(record.deadLetterId);
      const forgotten = letter ? this.kept.act(letter, record) : [];
      for (const each of forgotten) this.forgetLife(each);
    }
  }

  get(deadLetterId: string): DeadLetter | undefined {
    return this.kept.get(deadLetterId);
  }

  /**
   * The name under which a dead letter is recorded. Where one of this name is settled it is another: no
   * operator has decided about it.
   */
  nameOf(deadLetterId: string): string {
    let name = deadLetterId;
    while ((this.kept.get(name)?.state ?? 'open') !== 'open') name = nameAnother(name);
    return name;
  }

  /**
   * What was done about this message in this queue before the `action` of this dead letter, oldest
   * first: what settled the dead letters it was before, and discards that were taken back.
   */
  previousActions({ record }: DeadLetter): ActedRecord[] {
    const history = this.history.get(lifeOf(record)) ?? [];
    const index = history.findIndex((each) => each.record.deadLetterId === record.deadLetterId);
    const before = history.slice(0, Math.max(index, 0));
    return [
      ...before.flatMap(({ action, takenBack = [] }) => [takenBack, action ?? []].flat()),
      ...[history[index]?.takenBack ?? []].flat(),
    ];
  }

  /**
   * A page of those that match. One search looks at 100,000 of them, and 16 MiB of bodies for a text:
   * when that is spent the page may be short, or empty, and `older` is where to continue.
   *
   * @param page.before a cursor that an earlier page gave.
   * @throws the signal's reason when it is aborted, as everything here that searches.
   */
  find(
    filter: DeadLetterFilter,
    page: { limit: number; before?: number },
    signal?: AbortSignal,
  ): Promise<DeadLetterPage> {
    return this.slices.run(findDeadLetters(this.kept, filter, page), signal);
  }

  /**
   * The groups of those that match, the largest first; while dead letters come and go a group may be on
   * two pages, or on none.
   *
   * @param page.after the place of the last group of an earlier page.
   */
  groups(
    filter: DeadLetterFilter,
    page: { limit: number; after?: GroupPlace },
    signal?: AbortSignal,
  ): Promise<GroupPage> {
    return this.slices.run(groupMatching(this.kept, filter, page), signal);
  }

  /**
   * Gives every one that matches, the oldest first, in the time that all searches share.
   *
   * @returns how many there were.
   */
  visit(
    filter: DeadLetterFilter,
    onMatch: (letter: DeadLetter) => void,
    signal?: AbortSignal,
  ): Promise<number> {
    return this.slices.run(eachMatching(this.kept, filter, onMatch), signal);
  }

  /**
   * What a selection means now, oldest first, and in the order given for ids: at most 10,000, and how
   * many are left out. Of a group or a filter only those in the state asked for. An id that is not kept is
   * given as it is.
   *
   * @throws WarrenError `not_ready` while the journal is being read.
   */
  async select(
    selection: DeadLetterSelection,
    signal?: AbortSignal,
    state: DeadLetterState = 'open',
  ): Promise<SelectedDeadLetters> {
    if (!this.isComplete) {
      throw new WarrenError('not_ready', 'the journal is still being read; try again in a moment');
    }
    if ('ids' in selection) {
      const letters = [...new Set(selection.ids)].map((id) => this.kept.get(id) ?? id);
      const left = Math.max(0, letters.length - MAX_AT_ONCE);
      return { letters: letters.slice(0, MAX_AT_ONCE), left };
    }
    const letters: DeadLetter[] = [];
    const keep = (letter: DeadLetter): void => {
      if (letters.length < MAX_AT_ONCE) letters.push(letter);
    };
    const filter = toFilter(selection, state);
    const matching = await this.slices.run(eachMatching(this.kept, filter, keep), signal);
    return { letters, left: matching - letters.length };
  }

  /** Resolves when it is time for the next of many dead letters: acting on them shares time with searches. */
  turn(): Promise<void> {
    return this.slices.turn();
  }

  /** Its record as it is written once more, by what this process has read (ADR 18). */
  writeAgain({ record }: DeadLetter): DeadLetteredRecord {
    const firstOffset = this.kept.get(record.deadLetterId)?.offset;
    return { ...record, againAt: new Date(), asOf: this.readTo, firstOffset };
  }

  private keep(record: DeadLetteredRecord, offset: number): void {
    if (this.kept.get(record.deadLetterId)) return;
    // One that was written again stays where it was first, in every process.
    const letter = new StoredDeadLetter(record, record.firstOffset ?? offset);
    for (const forgotten of this.kept.add(letter)) this.forgetLife(forgotten);
    const life = lifeOf(record);
    const history = this.history.get(life);
    if (history) history.push(letter);
    else this.history.set(life, [letter]);
  }

  private forgetLife(forgotten: StoredDeadLetter): void {
    const life = lifeOf(forgotten.record);
    const history = this.history.get(life) ?? [];
    const index = history.indexOf(forgotten);
    if (index >= 0) history.splice(index, 1);
    if (history.length === 0) this.history.delete(life);
  }
}

function isAction(record: JournalRecord): record is ActedRecord {
  return record.kind === 'redriven' || record.kind === 'discarded' || record.kind === 'restored';
}
