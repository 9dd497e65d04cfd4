import { accountPairs } from './account-pairs';
import { ALLOWED_CAUSES, type RepeatCause } from './explain-repeats';
import { RULES } from './judge-pair';
import type { Ledger } from './ledger';
import type { RunRecord } from './record';

const SHOWN_FINDINGS = 20;

type Line = readonly [name: string, value: number, remark?: string];

/** The ledger as a table, and the verdict. */
export function printLedger(ledger: Ledger, seed: number): string {
  const reasons = Object.entries(ledger.reasons).map(([reason, count]) => `${reason} ${count}`);
  const { repeats } = ledger;
  const repeat = (cause: RepeatCause, remark: string): Line => [
    `  ${cause}`,
    repeats[cause],
    remark,
  ];
  const findings = (rule: (typeof RULES)[number]): Line => [
    rule,
    ledger.findings.filter((finding) => finding.rule === rule).length,
    'must be 0',
  ];
  const lines: Line[] = [
    ['attempted', ledger.attempted, `events, in ${ledger.requests} requests`],
    ['confirmed', ledger.confirmed],
    ['refused', ledger.refused],
    ['unknown', ledger.unknown, 'their publishers gave up in doubt'],
    ['owed', ledger.owed, 'confirmed events, once for each queue they must reach'],
    ['processed', ledger.processed, 'in the journal; of unknown outcome included'],
    ['dead-lettered', ledger.deadLettered, reasons.join(', ')],
    ['  processed as well', ledger.processedToo, 'their acks were lost each time'],
    ['  acted on', ledger.actedOn, 'redriven or discarded, asked of two workers at once'],
    ['  taken over', ledger.takenOver, 'from a worker that was killed or cut off'],
    ['foreign', ledger.foreign, 'sent by another client straight to a queue'],
    ['  set aside', ledger.setAside, 'unreadable'],
    ['  ended again', ledger.endedAgain, 'after a fault, or sent again in doubt'],
    ['still queued', ledger.stillQueued],
    ['duplicates absorbed', ledger.absorbed, 'acked without effect by a worker that knew them'],
    ['repeated elsewhere', sumOf(ledger), 'handled again by a worker that did not know them yet'],
    repeat('delivered again', 'after a kill or a lost connection'),
    repeat('sent again', 'by a publisher in doubt'),
    repeat('copied again', 'for a retry, after a fault'),
    ['effects per id, most', ledger.mostInOneProcess, 'in one process; must be at most 1'],
    ['  in all processes', ledger.mostInAll],
    ['longest not known', ledger.longestUnknownMs, 'ms, from a record to a repeat elsewhere'],
    ...RULES.map(findings),
  ];
  const verdict =
    ledger.findings.length === 0
      ? 'HOLDS: nothing lost, nothing unexpected, nothing twice that was known'
      : `FAILS: ${ledger.findings.length} findings; repeat with PROVE_SEED=${seed}`;
  return [...alignLines(lines), '', verdict, ''].join('\n');
}

/** What went wrong in the run on purpose, by the clock of the run. */
export function printTimeline({ faults, lives, startedAt }: RunRecord): string {
  const since = (at: number): string => `${((at - startedAt) / 1_000).toFixed(1)} s`.padStart(8);
  const deaths = lives
    .filter(({ ended }) => ended !== 'stopped')
    .map(({ endedAt, name, ended }) => ({ at: endedAt, text: `${name} ${ended}` }));
  const happened = faults.map(({ at, healedAt, what }) => ({
    at,
    text: healedAt - at < 100 ? what : `${what}, healed at ${since(healedAt).trim()}`,
  }));
  return [...happened, ...deaths]
    .sort((one, other) => one.at - other.at)
    .map(({ at, text }) => `${since(at)}  ${text}`)
    .join('\n');
}

/** Each finding with everything that is known about its event. */
export function printFindings({ findings }: Ledger, run: RunRecord): string {
  const shown = findings
    .slice(0, SHOWN_FINDINGS)
    .flatMap(({ rule, text, id }) => [
      `${rule}: ${text}`,
      ...(id === undefined ? [] : historyOf(id, run).map((line) => `    ${line}`)),
    ]);
  const left = findings.length - SHOWN_FINDINGS;
  return [...shown, ...(left > 0 ? [`and ${left} more`] : [])].join('\n');
}

function historyOf(id: string, run: RunRecord): string[] {
  const pairs = accountPairs(run).filter((pair) => pair.id === id);
  const attempts = run.attempts
    .filter((attempt) => attempt.id === id)
    .flatMap(({ at, answeredAt, outcome, status }) => [
      { at, text: 'sent' },
      { at: answeredAt, text: `answered ${status}: ${outcome}` },
    ]);
  const deeds = pairs
    .flatMap((pair) => pair.deeds)
    .map(({ life, note }) => ({
      at: note.at,
      text: `${note.queue}: ${note.what} by ${life.name}, attempt ${note.attempt}${returnsOf(note)}`,
    }));
  const found = pairs.flatMap((pair) => [
    ...pair.deadLetters.map(
      ({ queue, reason }) => `at the end: dead letter of ${queue}, ${reason}`,
    ),
    ...pair.setAside.map(({ queue, reason }) => `at the end: set aside from ${queue}, ${reason}`),
    ...pair.queued.map(({ queue }) => `at the end: in the queue ${queue}`),
  ]);
  const timed = [...attempts, ...deeds]
    .sort((one, other) => one.at - other.at)
    .map(({ at, text }) => `${((at - run.startedAt) / 1_000).toFixed(3)} s ${text}`);
  const { kind = 'no publisher sent this', what = kind } = run.events.get(id) ?? {};
  return [what, ...timed, ...found];
}

function returnsOf({ returns = 0 }: { readonly returns?: number }): string {
  return returns === 0 ? '' : `, returned ${returns} times before`;
}

function sumOf({ repeats }: Ledger): number {
  return ALLOWED_CAUSES.reduce((sum, cause) => sum + repeats[cause], 0);
}

function alignLines(lines: readonly Line[]): string[] {
  const nameWidth = Math.max(...lines.map(([name]) => name.length));
  const valueWidth = Math.max(...lines.map(([, value]) => String(value).length));
  return lines.map(([name, value, remark = '']) =>
    `${name.padEnd(nameWidth)}  ${String(value).padStart(valueWidth)}  ${remark}`.trimEnd(),
  );
}
