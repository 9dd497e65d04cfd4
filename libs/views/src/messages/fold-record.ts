import { ID_CONFLICT, type JournalRecord } from '@warren/messaging';
import { addStep, findCycle } from './encode-steps';
import type { MessageEntry, MessageOutcome } from './message-entry';
import { readEvent, readFacts } from './read-record';
import { toStep } from './step';

/** About what an entry takes in memory beside its texts. */
const ENTRY_BYTES = 400;

/**
 * An entry to which nothing has happened yet. One literal, each property in its place from the start:
 * put together from parts, the object would take three times the memory.
 */
export function createEntry(queue: string, messageId: string): MessageEntry {
  return {
    queue,
    messageId,
    id: undefined,
    tipo: undefined,
    body: undefined,
    original: undefined,
    bodyCycle: 0,
    facts: undefined,
    steps: '',
    outcome: 'retrying',
    stage: -1,
    at: 0,
    offset: -1,
    bytes: 0,
    sibling: undefined,
  };
}

/**
 * Takes a record into an entry.
 *
 * @param intern gives the one copy of a text that many entries have.
 * @returns whether it said anything new. Records may be repeated, and come out of order when
 * several processes write them: a redrive is recorded after what came of it may have been.
 */
export function foldRecord(
  entry: MessageEntry,
  record: JournalRecord,
  intern: (text: string) => string,
): boolean {
  const steps = addStep(entry.steps, toStep(record));
  if (steps === entry.steps) return false;
  // What can fail comes before what changes the entry.
  const facts = entry.facts === undefined ? readFacts(record) : undefined;
  const factsText = facts && toCompactText(facts);
  foldEvent(entry, record, intern);
  entry.facts ??= factsText;
  entry.steps = steps;
  entry.at = record.at.getTime();
  foldOutcome(entry, record);
  entry.bytes =
    ENTRY_BYTES +
    entry.steps.length +
    (entry.body?.length ?? 0) +
    (entry.original?.length ?? 0) +
    (entry.facts?.length ?? 0);
  return true;
}

/**
 * What was sent last is shown; what it was before an operator edited it is kept beside it, also
 * when that is recorded later.
 */
function foldEvent(
  entry: MessageEntry,
  record: JournalRecord,
  intern: (text: string) => string,
): void {
  // The bytes of a dead letter say it only where nothing else did.
  if (isAside(record) && entry.body !== undefined) return;
  const event = readEvent(record);
  if (event === undefined) return;
  const { id, tipo, payload, ...more } = event;
  const body = toCompactText({ id, tipo, payload, ...more });
  if (body === entry.body) return;
  const cycle = cycleOf(entry, record) + (record.kind === 'redriven' ? 1 : 0);
  if (entry.body !== undefined && cycle < entry.bodyCycle) {
    entry.original ??= body;
    return;
  }
  entry.original ??= entry.body;
  entry.body = body;
  entry.bodyCycle = cycle;
  entry.id = event.id;
  entry.tipo = intern(event.tipo);
}

/** Its event is shown only where no other record has one: it was not handled under this id. */
function isAside(record: JournalRecord): boolean {
  if (record.kind === 'failed') return record.failure.code === ID_CONFLICT;
  return record.kind === 'dead-lettered';
}

function foldOutcome(entry: MessageEntry, record: JournalRecord): void {
  // A processed message stays processed (I12), also when another copy of it fails.
  if (entry.outcome === 'processed') return;
  const [outcome, phase] = outcomeOf(record);
  const stage = PHASES * cycleOf(entry, record) + phase;
  if (outcome !== 'processed' && stage < entry.stage) return;
  entry.outcome = outcome;
  entry.stage = stage;
}

/** Between two redrives: it runs, it failed for good, it is a dead letter, that is dealt with. */
const PHASES = 4;

function outcomeOf(record: JournalRecord): [MessageOutcome, number] {
  if (record.kind === 'redriven') return ['retrying', 3];
  if (record.kind === 'discarded') return ['discarded', 3];
  if (record.kind === 'restored') return ['dead-lettered', 3];
  if (record.kind === 'dead-lettered') return ['dead-lettered', 2];
  if (record.kind === 'processed') return ['processed', 0];
  const { attempt } = record.delivery;
  if (record.kind === 'progress') return ['running', phaseOfRun(2 * attempt)];
  return record.retryInMs === undefined
    ? ['dead-lettered', 1]
    : ['retrying', phaseOfRun(2 * attempt + 1)];
}

/** Within the first phase: an attempt runs, then it failed, then the next one runs. */
function phaseOfRun(place: number): number {
  return 1 - 1 / (1 + place);
}

/** Through bytes: what JSON.stringify gives is kept in the parts it was put together from. */
function toCompactText(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString();
}

/** How often the message had been redriven before that. */
function cycleOf(entry: MessageEntry, record: JournalRecord): number {
  if (record.kind === 'dead-lettered') return record.redrives;
  if ('delivery' in record) return record.delivery.redrives;
  // A dead letter that is no longer kept is older than all that are.
  return findCycle(entry.steps, record.deadLetterId) ?? 0;
}
