import type { Finding } from './judge-pair';
import type { StoredAction, RunRecord } from './record';

/**
 * What is wrong with the redrives and discards of a run. Each dead letter is acted on once, unless the
 * claim of a worker that took too long was ended by another one; and what was redriven to fail again
 * is a dead letter again, with one redrive more.
 */
export function judgeActions({ actions, deadLetters, queued }: RunRecord): Finding[] {
  const byLetter = new Map<string, StoredAction[]>();
  for (const action of actions) {
    byLetter.set(action.deadLetterId, [...(byLetter.get(action.deadLetterId) ?? []), action]);
  }
  const lives = new Set(deadLetters.map((letter) => lifeOf(letter, letter.redrives ?? 0)));
  const waiting = new Set(queued.map(({ messageId, queue }) => `${queue} ${messageId}`));
  return [...byLetter].flatMap(([deadLetterId, acted]): Finding[] => {
    const findings: Finding[] = [];
    const [first] = acted;
    // A record that was not confirmed is written again, and is the same.
    const different = new Set(acted.map(({ at, kind }) => `${kind} ${at}`)).size;
    if (different > 1 && !acted.some(({ isTakenOver }) => isTakenOver)) {
      const text = `${deadLetterId}: ${acted.map(({ at, kind }) => `${kind} at ${at}`).join(', ')}`;
      findings.push({ rule: 'acted twice', text });
    }
    const { kind, messageId = '', queue = '', redrives = 0 } = first ?? {};
    const isBack =
      lives.has(lifeOf({ messageId, queue }, redrives)) || waiting.has(`${queue} ${messageId}`);
    if (kind === 'redriven' && !isBack) {
      findings.push({ rule: 'lost', text: `${deadLetterId}: redriven, and never seen again` });
    }
    return findings;
  });
}

function lifeOf(
  { messageId, queue }: { readonly messageId: string; readonly queue: string },
  redrives: number,
): string {
  return `${queue} ${messageId} ${redrives}`;
}
