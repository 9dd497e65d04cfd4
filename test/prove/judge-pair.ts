import { publicationOf, type PairAccount } from './account-pairs';
import type { EventKind } from './plan-event';

/** Something that must not be, and where. */
export interface Finding {
  readonly rule: Rule;
  readonly text: string;
  /** The event it is about, if it is about one. */
  readonly id?: string;
}

/** What must not be, in the order in which it is printed. */
export const RULES = [
  'lost',
  'unexpected',
  'stuck',
  'repeated in one process',
  'repeated without a fault',
  'wrong end',
  'repository differs',
  'process died by itself',
] as const;

type Rule = (typeof RULES)[number];

/** Given by the broker to a message that came back to its queue too often. */
export const DELIVERY_LIMIT = 'delivery_limit';

/** Reasons, beside the delivery limit, for which an event of a kind may be a dead letter. */
const REASONS: Partial<Record<EventKind, string>> = {
  exhausted: 'lab_retryable',
  permanent: 'lab_permanent',
};
const NEVER_PROCESSED: readonly EventKind[] = ['exhausted', 'permanent', 'poison', 'unroutable'];

/** Whether a worker has kept it: this is what processed means. */
export function isProcessed({ deeds }: PairAccount): boolean {
  return deeds.some(({ note }) => note.what === 'kept');
}

/** Everything that is wrong with one pair, apart from repeats. */
export function judgePair(pair: PairAccount): Finding[] {
  const { deadLetters, deeds, event, id, queue, queued } = pair;
  const find = (rule: Rule, what: string): Finding => ({
    rule,
    id,
    text: `${id}, ${queue}: ${what}`,
  });
  const publication = publicationOf(pair.attempts);
  const hasTrace = deeds.length + deadLetters.length + queued.length > 0;
  const isExpected = event?.queues.includes(queue) ?? false;
  const isIn = isProcessed(pair) || deadLetters.length > 0 || queued.length > 0;
  const mayBe = isExpected && (publication === 'confirmed' || publication === 'unknown');
  const findings: Finding[] = [];
  if (isExpected && publication === 'confirmed' && !isIn) {
    findings.push(find('lost', 'confirmed, not processed, not a dead letter, in no queue'));
  }
  if (hasTrace && !mayBe) {
    findings.push(find('unexpected', isExpected ? publication : 'should not have come here'));
  }
  if (queued.length > 0) findings.push(find('stuck', `${queued.length} in a queue to the end`));
  return [...findings, ...judgeEnd(pair).map((what) => find('wrong end', what))];
}

function judgeEnd(pair: PairAccount): string[] {
  const kind = pair.event?.kind;
  if (kind === undefined) return [];
  const wrong = pair.deadLetters
    .map(({ reason }) => reason)
    .filter((reason) => reason !== DELIVERY_LIMIT && reason !== REASONS[kind])
    .map((reason) => `${kind}, and a dead letter because of ${reason}`);
  if (NEVER_PROCESSED.includes(kind) && isProcessed(pair)) wrong.push(`${kind}, and processed`);
  return wrong;
}
