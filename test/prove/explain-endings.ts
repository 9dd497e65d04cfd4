import type { PairAccount } from './account-pairs';
import { wasDisturbed } from './explain-repeats';
import type { Finding } from './judge-pair';
import type { RunRecord } from './record';

/** How much later than the last trace of it a fault may have left in doubt whether a message was settled. */
const IN_DOUBT_MS = 10_000;

/**
 * How often a foreign message ended beyond once: as a success, a dead letter or set aside. Each redrive
 * of it leads to one more end.
 */
export function countEndedAgain(
  { deadLetters, event, id, kept, setAside }: PairAccount,
  run: RunRecord,
): number {
  if (event?.kind !== 'foreign') return 0;
  const redriven = new Set(
    run.actions.flatMap((each) =>
      each.kind === 'redriven' && each.messageId === id ? [each.deadLetterId] : [],
    ),
  );
  const ended = Math.min(kept.length, 1) + deadLetters.length + setAside.length;
  return Math.max(0, ended - 1 - redriven.size);
}

/** What ended again though it was sent once, and no fault met it. */
export function findEndedAgain(pair: PairAccount, run: RunRecord): Finding[] {
  const { attempts, deeds, id, queue } = pair;
  if (countEndedAgain(pair, run) === 0) return [];
  if (attempts.filter(({ outcome }) => outcome !== 'fail').length > 1) return [];
  const from = attempts[0]?.at ?? 0;
  const last = deeds.at(-1)?.note.at ?? attempts.at(-1)?.answeredAt ?? from;
  if (wasDisturbed(run, from, last + IN_DOUBT_MS)) return [];
  return [{ rule: 'ended twice', id, text: `${id}, ${queue}: ended more than once` }];
}
