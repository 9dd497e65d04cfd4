import { accountPairs, groupAttempts, publicationOf, type PairAccount } from './account-pairs';
import { countEndedAgain, findEndedAgain } from './explain-endings';
import { ALLOWED_CAUSES, explainRepeats, unknownFor, type RepeatCause } from './explain-repeats';
import { FOLLOWED } from './expect-follow-ups';
import { judgeActions } from './judge-actions';
import { isOfReturns, isProcessed, judgePair, type Finding } from './judge-pair';
import type { RunRecord } from './record';

/** A run in numbers, with everything in it that must not be. */
export interface Ledger {
  /** HTTP requests; one event may have taken several. */
  readonly requests: number;
  /** Events, and what their publishers know of them. */
  readonly attempted: number;
  readonly confirmed: number;
  readonly refused: number;
  readonly unknown: number;
  /** From here on, an event in one queue counts as one. What confirmed events should have become: */
  readonly owed: number;
  readonly processed: number;
  readonly deadLettered: number;
  /** Dead letters by reason, each of them counted. */
  readonly reasons: Readonly<Record<string, number>>;
  /** Dead letters that a worker had processed as well. */
  readonly processedToo: number;
  readonly stillQueued: number;
  /** Messages that another client sent straight to a queue; those of them that were set aside; and ends beyond one each. */
  readonly foreign: number;
  readonly setAside: number;
  readonly endedAgain: number;
  /** Deliveries acked without effect, since their worker had processed them. */
  readonly absorbed: number;
  /** Times a handler returned for what a handler had returned for, by cause. */
  readonly repeats: Readonly<Record<RepeatCause, number>>;
  /** The most times a handler returned for one event in one queue, in one process and in all. */
  readonly mostInOneProcess: number;
  readonly mostInAll: number;
  /** The longest time after which a worker did not know yet of another's success, in milliseconds. */
  readonly longestUnknownMs: number;
  /** Dead letters that were redriven or discarded; and those that a worker took over from another. */
  readonly actedOn: number;
  readonly takenOver: number;
  readonly findings: readonly Finding[];
}

/** Counts and judges a run that is over. */
export function drawUpLedger(run: RunRecord): Ledger {
  const pairs = accountPairs(run);
  const publications = [...groupAttempts(run.attempts).values()].map(publicationOf);
  const published = (what: string): number => publications.filter((each) => each === what).length;
  const repeats = new Map(pairs.map((pair) => [pair, explainRepeats(pair, run)]));
  const dead = pairs.flatMap(({ deadLetters }) => deadLetters);
  return {
    requests: run.attempts.filter(({ status }) => status !== FOLLOWED).length,
    attempted: publications.length,
    confirmed: published('confirmed'),
    refused: published('refused'),
    unknown: published('unknown'),
    owed: pairs.filter(isOwed).length,
    processed: pairs.filter(isProcessed).length,
    deadLettered: pairs.filter(({ deadLetters }) => deadLetters.length > 0).length,
    reasons: countEach(dead.map(({ reason }) => reason)),
    processedToo: pairs.filter((pair) => pair.deadLetters.length > 0 && isProcessed(pair)).length,
    stillQueued: pairs.filter(({ queued }) => queued.length > 0).length,
    foreign: pairs.filter(({ event }) => event?.kind === 'foreign').length,
    setAside: pairs.filter(({ setAside }) => setAside.length > 0).length,
    endedAgain: sum(pairs.map((pair) => countEndedAgain(pair, run))),
    absorbed: run.lives.flatMap(({ notes }) => notes).filter(({ what }) => what === 'absorbed')
      .length,
    repeats: { ...NO_REPEATS, ...countEach([...repeats.values()].flat()) },
    mostInOneProcess: Math.max(0, ...pairs.map(mostInOneProcess)),
    mostInAll: Math.max(0, ...pairs.map((pair) => effectsOf(pair).length)),
    longestUnknownMs: Math.max(0, ...pairs.flatMap(unknownFor)),
    actedOn: new Set(run.actions.map(({ deadLetterId }) => deadLetterId)).size,
    takenOver: new Set(run.actions.flatMap((each) => (each.isTakenOver ? each.deadLetterId : [])))
      .size,
    findings: [
      ...pairs.flatMap(judgePair),
      ...pairs.flatMap((pair) => findEndedAgain(pair, run)),
      ...judgeActions(run),
      ...pairs.filter(isTakenAlong).map(takenAlong),
      ...[...repeats].flatMap(([pair, causes]) => findRepeats(pair, causes)),
      ...findRenamed(run),
      ...findStrangeRepositories(run),
      ...(run.isDrained ? [] : [NOT_DRAINED]),
      ...run.lives.filter(({ ended }) => ended === 'by itself').map(({ name }) => diedAlone(name)),
    ],
  };
}

const NOT_DRAINED: Finding = { rule: 'stuck', text: 'the queues were not empty in time' };
const NO_REPEATS: Record<RepeatCause, number> = {
  'sent again': 0,
  'delivered again': 0,
  'copied again': 0,
  'same process': 0,
  'known before': 0,
  'no fault': 0,
};

function isOwed({ attempts, event, queue }: PairAccount): boolean {
  return (event?.queues.includes(queue) ?? false) && publicationOf(attempts) === 'confirmed';
}

function isTakenAlong({ deadLetters, event }: PairAccount): boolean {
  return event?.kind !== 'poison' && deadLetters.some(({ reason }) => isOfReturns(reason));
}

function takenAlong({ id, queue }: PairAccount): Finding {
  const text = `${id}, ${queue}: was returned too often, and did not crash its process`;
  return { rule: 'taken along', id, text };
}

function effectsOf({ deeds }: PairAccount): PairAccount['deeds'] {
  return deeds.filter(({ note }) => note.what === 'handled');
}

function mostInOneProcess(pair: PairAccount): number {
  return Math.max(0, ...Object.values(countEach(effectsOf(pair).map(({ life }) => life.name))));
}

const RULE_OF: Partial<Record<RepeatCause, Finding['rule']>> = {
  'same process': 'repeated in one process',
  'known before': 'repeated though known',
};

function findRepeats({ id, queue }: PairAccount, causes: readonly RepeatCause[]): Finding[] {
  return causes
    .filter((cause) => !ALLOWED_CAUSES.includes(cause))
    .map((cause) => ({
      rule: RULE_OF[cause] ?? 'repeated without a fault',
      id,
      text: `${id}, ${queue}: its handler returned again`,
    }));
}

/** An event is one message, however often it is sent, delivered or copied. */
function findRenamed(run: RunRecord): Finding[] {
  const names = new Map<string, Set<string>>();
  const notes = run.lives.flatMap((life) => life.notes).filter((note) => 'id' in note);
  for (const { id, messageId } of [
    ...run.attempts,
    ...notes,
    ...run.deadLetters,
    ...run.setAside,
    ...run.queued,
  ]) {
    if (messageId === undefined) continue;
    names.set(id, (names.get(id) ?? new Set()).add(messageId));
  }
  return [...names]
    .filter(([, ids]) => ids.size > 1)
    .map(([id, ids]) => ({ rule: 'unexpected', id, text: `${id} has the ids ${[...ids].join()}` }));
}

/** What every worker shows must be what the journal has, each once, in whichever process. */
function findStrangeRepositories({ journal, repositories }: RunRecord): Finding[] {
  const kept = new Set(journal.map(({ messageId, queue }) => `${queue} ${messageId}`));
  return [...repositories].flatMap(([name, shown]): Finding[] => {
    const isSame = shown.length === kept.size && shown.every((each) => kept.has(each));
    if (isSame) return [];
    return [
      {
        rule: 'repository differs',
        text: `${name} shows ${shown.length}, the journal has ${kept.size}`,
      },
    ];
  });
}

function diedAlone(name: string): Finding {
  return { rule: 'process died by itself', text: name };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}

function countEach(texts: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const text of texts) counts[text] = (counts[text] ?? 0) + 1;
  return counts;
}
