import { publicationOf, type PairAccount } from './account-pairs';
import type { EventKind, ForeignEnd } from './plan-event';

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
  'repeated though known',
  'repeated without a fault',
  'ended twice',
  'acted twice',
  'wrong end',
  'taken along',
  'repository differs',
  'process died by itself',
] as const;

type Rule = (typeof RULES)[number];

/** Whether it was returned to its queue too often: as a worker counts, or the broker in between. */
export function isOfReturns(reason: string): boolean {
  return reason === 'returned' || reason === 'delivery_limit';
}

/** Reasons, beside too many returns, for which an event of a kind may be a dead letter. */
const REASONS: Partial<Record<EventKind, string>> = {
  exhausted: 'lab_retryable',
  permanent: 'lab_permanent',
};
const NEVER_PROCESSED: readonly EventKind[] = ['exhausted', 'permanent', 'poison', 'unroutable'];

/** Whether the journal has it: this is what processed means. */
export function isProcessed({ kept }: PairAccount): boolean {
  return kept.length > 0;
}

/** Everything that is wrong with one pair, apart from repeats. */
export function judgePair(pair: PairAccount): Finding[] {
  const { deeds, event, id, kept, queue, queued } = pair;
  const find = (rule: Rule, what: string): Finding => ({
    rule,
    id,
    text: `${id}, ${queue}: ${what}`,
  });
  const publication = publicationOf(pair.attempts);
  const isIn = endsOf(pair).length > 0 || queued.length > 0;
  const hasTrace = isIn || deeds.length > 0;
  const isExpected = event?.queues.includes(queue) ?? false;
  const mayBe = isExpected && (publication === 'confirmed' || publication === 'unknown');
  const findings: Finding[] = [];
  if (isExpected && publication === 'confirmed' && !isIn && !event?.mayVanish) {
    findings.push(find('lost', 'confirmed, not processed, not a dead letter, in no queue'));
  }
  if (kept.length > 0 && !deeds.some(({ note }) => note.what === 'handled')) {
    findings.push(find('unexpected', 'in the journal, and no handler has returned'));
  }
  // The broker had confirmed the record, and then the message was acked.
  if (deeds.some(({ note }) => note.what === 'kept') && kept.length === 0) {
    findings.push(find('lost', 'its record was confirmed, and is not in the journal'));
  }
  if (hasTrace && !mayBe) {
    findings.push(find('unexpected', isExpected ? publication : 'should not have come here'));
  }
  if (queued.length > 0) findings.push(find('stuck', `${queued.length} in a queue to the end`));
  return [...findings, ...judgeEnd(pair).map((what) => find('wrong end', what))];
}

/** How it ended, each way once. */
function endsOf(pair: PairAccount): ForeignEnd[] {
  const { deadLetters, setAside } = pair;
  return [
    ...(isProcessed(pair) ? (['processed'] as const) : []),
    ...(deadLetters.length > 0 ? (['dead letter'] as const) : []),
    ...(setAside.length > 0 ? (['set aside'] as const) : []),
  ];
}

function judgeEnd(pair: PairAccount): string[] {
  const { kind, ends = [] } = pair.event ?? {};
  if (kind === undefined) return [];
  if (kind === 'foreign') {
    const wrong = endsOf(pair).filter((end) => !ends.includes(end));
    return wrong.map((end) => `foreign, and ${end}; it may be ${ends.join(' or ')}`);
  }
  const wrong = pair.deadLetters
    .map(({ reason }) => reason)
    .filter((reason) => !isOfReturns(reason) && reason !== REASONS[kind])
    .map((reason) => `${kind}, and a dead letter because of ${reason}`);
  if (NEVER_PROCESSED.includes(kind) && isProcessed(pair)) wrong.push(`${kind}, and processed`);
  return wrong;
}
