import type { PlannedEvent } from './plan-event';
import type { Attempt, FoundMessage, StoredRecord, Note, RunRecord, WorkerLife } from './record';

type HandlerNote = Extract<Note, { id: string }>;

/** Something a worker did with a pair. */
export interface Deed {
  readonly life: WorkerLife;
  readonly note: HandlerNote;
}

/** What became of one event in one queue: the unit in which nothing may be lost or done twice. */
export interface PairAccount {
  readonly id: string;
  readonly queue: string;
  /** Absent: no publisher of this run sent such an event. */
  readonly event?: PlannedEvent;
  readonly attempts: readonly Attempt[];
  /** What workers did with it, in the order of time. */
  readonly deeds: readonly Deed[];
  /** What the journal says. */
  readonly kept: readonly StoredRecord[];
  readonly deadLetters: readonly FoundMessage[];
  readonly setAside: readonly FoundMessage[];
  readonly queued: readonly FoundMessage[];
}

/** What a publisher knows of an event after all its attempts. */
export type Publication = 'confirmed' | 'unknown' | 'refused' | 'never attempted';

/** One certain answer is enough; one doubtful answer outweighs those that refused. */
export function publicationOf(attempts: readonly Attempt[]): Publication {
  const outcomes = attempts.map(({ outcome }) => outcome);
  if (outcomes.includes('ok')) return 'confirmed';
  if (outcomes.includes('unknown')) return 'unknown';
  return outcomes.length > 0 ? 'refused' : 'never attempted';
}

/** Attempts by the event they were for. */
export function groupAttempts(attempts: readonly Attempt[]): Map<string, Attempt[]> {
  return groupBy(attempts, ({ id }) => id);
}

/** Every pair that should exist and every pair of which there is a trace. */
export function accountPairs(run: RunRecord): PairAccount[] {
  const attempts = groupAttempts(run.attempts);
  const deeds = groupBy(listDeeds(run.lives), ({ note }) => keyOf(note));
  const kept = groupBy(run.journal, keyOf);
  const deadLetters = groupBy(run.deadLetters, keyOf);
  const setAside = groupBy(run.setAside, keyOf);
  const queued = groupBy(run.queued, keyOf);
  const expected = [...run.events.values()].flatMap(({ id, queues }) =>
    queues.map((queue) => keyOf({ id, queue })),
  );
  const found = [deeds, kept, deadLetters, setAside, queued].flatMap((each) => [...each.keys()]);
  const keys = new Set([...expected, ...found]);
  return [...keys].map((key) => {
    const [queue = '', id = ''] = key.split(' ');
    return {
      id,
      queue,
      event: run.events.get(id),
      attempts: attempts.get(id) ?? [],
      deeds: deeds.get(key) ?? [],
      kept: kept.get(key) ?? [],
      deadLetters: deadLetters.get(key) ?? [],
      setAside: setAside.get(key) ?? [],
      queued: queued.get(key) ?? [],
    };
  });
}

function listDeeds(lives: readonly WorkerLife[]): Deed[] {
  return lives
    .flatMap((life) =>
      life.notes
        .filter((note): note is HandlerNote => 'id' in note)
        .map((note) => ({ life, note })),
    )
    .sort((one, other) => one.note.at - other.note.at);
}

function keyOf({ id, queue }: { readonly id: string; readonly queue: string }): string {
  return `${queue} ${id}`;
}

function groupBy<T>(items: readonly T[], keyOfItem: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOfItem(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}
