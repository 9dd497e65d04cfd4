import type { Deed, PairAccount } from './account-pairs';
import type { RunRecord } from './record';

/**
 * Why a handler returned for a message it had returned for before, in another process.
 * `sent again`: its publisher repeated it after an answer that left it in doubt.
 * `delivered again`: the worker that did it first died, or lost its channel, before its ack arrived.
 * `copied again`: it was a retry or was returned twice, and a fault left in doubt whether its copy was made.
 * `same process`, `known before` (the journal had it before the second worker was started, or long
 * before the handler began) and `no fault` are what must not happen.
 */
export type RepeatCause =
  'sent again' | 'delivered again' | 'copied again' | 'same process' | 'known before' | 'no fault';

export const ALLOWED_CAUSES: readonly RepeatCause[] = [
  'sent again',
  'delivered again',
  'copied again',
];

/**
 * How much later than the broker a worker may notice that its connection is lost: by its heartbeat,
 * or when a network that was silent speaks again.
 */
const NOTICED_WITHIN_MS = 30_000;

/** A cause for every time a pair's handler returned after the first. */
export function explainRepeats(pair: PairAccount, run: RunRecord): RepeatCause[] {
  const effects = pair.deeds.filter(({ note }) => note.what === 'handled');
  return effects.slice(1).map((effect, n) => explain(effect, effects.slice(0, n + 1), pair, run));
}

function explain(
  effect: Deed,
  earlier: readonly Deed[],
  pair: PairAccount,
  run: RunRecord,
): RepeatCause {
  if (earlier.some(({ life }) => life === effect.life)) return 'same process';
  if (wasKnown(effect, earlier, pair)) return 'known before';
  if (pair.attempts.filter(({ outcome }) => outcome !== 'fail').length > 1) return 'sent again';
  const { at } = effect.note;
  if (earlier.some((each) => wasCutOff(each, pair, at + NOTICED_WITHIN_MS))) {
    return 'delivered again';
  }
  const begun = pair.deeds[0]?.note.at ?? at;
  if (wasCopied(effect, pair) && wasDisturbed(run, begun, at)) return 'copied again';
  return 'no fault';
}

function wasCopied({ note }: Deed, { deeds }: PairAccount): boolean {
  return note.attempt > 1 || deeds.some((deed) => (deed.note.returns ?? 0) > 1);
}

/**
 * How long a success had been in the journal each time a handler began once more elsewhere, in
 * milliseconds; nothing of those that began before it was.
 */
export function unknownFor(pair: PairAccount): number[] {
  const effects = pair.deeds.filter(({ note }) => note.what === 'handled');
  return effects
    .map((effect, n) => beginOf(effect, pair) - keptSince(effects.slice(0, n), pair))
    .filter((ms) => ms > 0);
}

/**
 * Whether the worker must have read in the journal that it was done before its handler began: before
 * it takes anything it reads what is kept already, and what comes later while it is not cut off.
 */
function wasKnown(effect: Deed, earlier: readonly Deed[], pair: PairAccount): boolean {
  const keptAt = keptSince(earlier, pair);
  const begunAt = beginOf(effect, pair);
  return effect.life.startedAt > keptAt || begunAt > keptAt + NOTICED_WITHIN_MS;
}

/** Since when one of these is known to be in the journal; Infinity: none is. */
function keptSince(effects: readonly Deed[], { deeds }: PairAccount): number {
  const lives = effects.map(({ life }) => life);
  const kept = deeds.filter(({ life, note }) => note.what === 'kept' && lives.includes(life));
  return Math.min(...kept.map(({ note }) => note.at));
}

/** When the handling began that came to this. */
function beginOf({ life, note }: Deed, { deeds }: PairAccount): number {
  const begun = deeds.findLast(
    (deed) => deed.life === life && deed.note.what === 'began' && deed.note.at <= note.at,
  );
  return begun?.note.at ?? note.at;
}

/** Whether the worker that did this died or lost its channel after it had begun and by then. */
function wasCutOff(effect: Deed, pair: PairAccount, by: number): boolean {
  const { life } = effect;
  const from = beginOf(effect, pair);
  const isMeant = (at: number): boolean => at >= from && at <= by;
  return (
    (life.ended !== 'stopped' && isMeant(life.endedAt)) ||
    life.notes.some(({ what, at }) => what === 'channel lost' && isMeant(at))
  );
}

/** Whether there was a fault, or a worker died, in this time. */
export function wasDisturbed({ faults, lives }: RunRecord, from: number, to: number): boolean {
  return (
    faults.some(({ at, healedAt }) => at <= to && healedAt >= from) ||
    lives.some(({ ended, endedAt }) => ended !== 'stopped' && endedAt >= from && endedAt <= to)
  );
}
