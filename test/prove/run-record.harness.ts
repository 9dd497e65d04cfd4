import type { EventKind } from './plan-event';
import type { Attempt, FoundMessage, StoredRecord, Note, RunRecord, WorkerLife } from './record';

/** The event, the queue and the message id of every run made here. */
const ID = 'e1';
export const QUEUE = 'mensajes';
export const MESSAGE_ID = 'm1';

/** A request answered within 10 ms. */
export function attempt(outcome: Attempt['outcome'], at = 100, id = ID): Attempt {
  const status = { ok: 202, fail: 503, unknown: 504 }[outcome];
  return { id, messageId: MESSAGE_ID, outcome, status, at, answeredAt: at + 10 };
}

type Deed = 'delivered' | 'began' | 'handled' | 'kept';

/** A note about the event. */
export function note(what: Deed, at: number, attempted = 1, queue = QUEUE): Note {
  return { at, what, id: ID, messageId: MESSAGE_ID, queue, attempt: attempted };
}

/** The notes of a handler that returned, and whose success was kept. */
export function processed(at: number, attempted = 1): Note[] {
  return [
    note('began', at, attempted),
    note('handled', at, attempted),
    note('kept', at, attempted),
  ];
}

export function life(
  name: string,
  notes: readonly Note[],
  ended: WorkerLife['ended'] = 'stopped',
  endedAt = 900_000,
): WorkerLife {
  return { name, startedAt: 0, notes, ended, endedAt };
}

export function found(reason: string): FoundMessage {
  return { id: ID, messageId: MESSAGE_ID, queue: QUEUE, reason };
}

/** What the journal has when it has all that was kept. */
function keptIn(lives: readonly WorkerLife[]): StoredRecord[] {
  return lives
    .flatMap(({ notes }) => notes)
    .flatMap((each) => (each.what === 'kept' ? [each] : []));
}

/** A run with one event for one queue, apart from what is given. */
export function aRun(given: Partial<RunRecord> = {}, kind: EventKind = 'fine'): RunRecord {
  const queues = kind === 'unroutable' ? [] : [QUEUE];
  const event = { id: ID, kind, path: '/send', body: {}, queues, isPatient: true };
  return {
    startedAt: 0,
    events: new Map([[ID, event]]),
    attempts: [attempt('ok')],
    lives: [],
    faults: [],
    isDrained: true,
    journal: keptIn(given.lives ?? []),
    deadLetters: [],
    setAside: [],
    actions: [],
    queued: [],
    repositories: new Map(),
    ...given,
  };
}
