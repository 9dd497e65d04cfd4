import type { EventKind } from './plan-event';
import { drawUpLedger } from './ledger';
import type { RunRecord } from './record';
import {
  aRun,
  attempt,
  found,
  life,
  MESSAGE_ID,
  note,
  processed,
  QUEUE,
} from './run-record.harness';

function rulesOf(given: Partial<RunRecord>, kind?: EventKind): string[] {
  return drawUpLedger(aRun(given, kind)).findings.map(({ rule }) => rule);
}

const RECORD = { id: 'e1', messageId: MESSAGE_ID, queue: QUEUE };

describe('drawUpLedger', () => {
  it('finds nothing wrong with an event that was confirmed and processed once', () => {
    const ledger = drawUpLedger(aRun({ lives: [life('a', processed(200))] }));
    expect(ledger).toMatchObject({ requests: 1, attempted: 1, confirmed: 1, owed: 1 });
    expect(ledger).toMatchObject({ processed: 1, mostInOneProcess: 1, mostInAll: 1 });
    expect(ledger.findings).toEqual([]);
  });

  it('counts an event once, by what its publisher knows after all its requests', () => {
    const counts = (...attempts: Parameters<typeof attempt>[0][]): unknown => {
      const { confirmed, refused, requests, unknown } = drawUpLedger(
        aRun({ attempts: attempts.map((each) => attempt(each)) }),
      );
      return { requests, confirmed, unknown, refused };
    };
    expect(counts('fail', 'unknown', 'ok')).toEqual({
      requests: 3,
      confirmed: 1,
      unknown: 0,
      refused: 0,
    });
    expect(counts('unknown', 'fail')).toMatchObject({ confirmed: 0, unknown: 1, refused: 0 });
    expect(counts('fail')).toMatchObject({ confirmed: 0, unknown: 0, refused: 1 });
  });

  it('finds what was confirmed and is nowhere: lost', () => {
    expect(rulesOf({})).toEqual(['lost']);
    expect(rulesOf({ lives: [life('a', [note('began', 200)])] })).toEqual(['lost']);
    // A handler that returned, in a process that died before it was kept.
    expect(rulesOf({ lives: [life('a', [note('handled', 200)])] })).toEqual(['lost']);
  });

  it('finds a record that was confirmed and is not in the journal: lost', () => {
    const lives = [life('a', processed(200))];
    expect(rulesOf({ lives, journal: [] })).toEqual(['lost', 'lost']);
    expect(rulesOf({ lives, journal: [], attempts: [attempt('unknown')] })).toEqual(['lost']);
  });

  it('takes what is in the journal, though its worker was killed before it knew', () => {
    const lives = [life('a', [note('began', 100), note('handled', 200)], 'killed', 210)];
    const ledger = drawUpLedger(aRun({ lives, journal: [RECORD] }));
    expect(ledger).toMatchObject({ findings: [], processed: 1 });
  });

  it('finds a record of what no handler has done: unexpected', () => {
    expect(rulesOf({ journal: [RECORD] })).toEqual(['unexpected']);
  });

  it('finds it lost in one queue of several', () => {
    const run = aRun({ lives: [life('a', processed(200))] });
    const [event] = [...run.events.values()];
    if (!event) throw new Error('no event');
    const events = new Map([[event.id, { ...event, queues: [QUEUE, 'other'] }]]);
    expect(drawUpLedger({ ...run, events }).findings).toMatchObject([
      { rule: 'lost', text: expect.stringContaining('other') as string },
    ]);
  });

  it('does not miss what is unknown or refused and nowhere', () => {
    expect(rulesOf({ attempts: [attempt('unknown')] })).toEqual([]);
    expect(rulesOf({ attempts: [attempt('fail')] })).toEqual([]);
  });

  it('takes what is unknown and was processed', () => {
    const lives = [life('a', processed(200))];
    expect(rulesOf({ attempts: [attempt('unknown')], lives })).toEqual([]);
  });

  it('finds what must have no effect and has one: unexpected', () => {
    const lives = [life('a', processed(200))];
    expect(rulesOf({ attempts: [attempt('fail')], lives })).toEqual(['unexpected']);
    expect(rulesOf({ attempts: [], lives })).toEqual(['unexpected']);
    expect(rulesOf({ events: new Map(), attempts: [], lives })).toEqual(['unexpected']);
    expect(rulesOf({ lives }, 'unroutable')).toContain('unexpected');
  });

  it('finds what came to a queue it was not for', () => {
    const lives = [life('a', [...processed(200), note('began', 200, 1, 'other')])];
    expect(rulesOf({ lives })).toEqual(['unexpected']);
  });

  it('finds an event that has two message ids', () => {
    const again = { ...attempt('ok'), messageId: 'm2' };
    const lives = [life('a', processed(200))];
    expect(rulesOf({ attempts: [attempt('unknown'), again], lives })).toEqual(['unexpected']);
  });

  it('finds what is still queued, and does not call it lost', () => {
    expect(rulesOf({ queued: [found('still queued')] })).toEqual(['stuck']);
  });

  it('finds queues that were not empty in time, also when nothing was left in them', () => {
    const lives = [life('a', processed(200))];
    expect(rulesOf({ lives, isDrained: false })).toEqual(['stuck']);
  });

  it.each<[EventKind, string, string[]]>([
    ['permanent', 'lab_permanent', []],
    ['exhausted', 'lab_retryable', []],
    ['poison', 'returned', []],
    ['poison', 'delivery_limit', []],
    ['fine', 'returned', ['taken along']],
    ['fine', 'delivery_limit', ['taken along']],
    ['fine', 'rejected', ['wrong end']],
    ['retried', 'lab_retryable', ['wrong end']],
    ['permanent', 'lab_retryable', ['wrong end']],
  ])('judges a dead letter that was %s and died of %s', (kind, reason, rules) => {
    expect(rulesOf({ deadLetters: [found(reason)] }, kind)).toEqual(rules);
  });

  it('finds what cannot be processed and was', () => {
    const lives = [life('a', processed(200))];
    for (const kind of ['permanent', 'exhausted', 'poison'] as const) {
      expect(rulesOf({ lives }, kind)).toEqual(['wrong end']);
    }
  });

  it('finds a repository that shows less, more or the same twice', () => {
    const lives = [life('a', processed(200))];
    const rules = (...shown: string[]): string[] =>
      rulesOf({ lives, repositories: new Map([['a', shown]]) });
    const kept = `${QUEUE} ${MESSAGE_ID}`;
    expect(rules(kept)).toEqual([]);
    expect(rules()).toEqual(['repository differs']);
    expect(rules(kept, kept)).toEqual(['repository differs']);
    expect(rules('other m2')).toEqual(['repository differs']);
  });

  it('expects of every worker that it shows what others have processed', () => {
    const lives = [life('a', processed(200), 'killed', 300), life('b', [])];
    const rules = (...shown: string[]): string[] =>
      rulesOf({ lives, repositories: new Map([['b', shown]]) });
    expect(rules()).toEqual(['repository differs']);
    expect(rules(`${QUEUE} ${MESSAGE_ID}`)).toEqual([]);
  });

  it('finds a process that ended of itself', () => {
    const lives = [life('a', processed(200)), life('b', [], 'by itself', 300)];
    expect(rulesOf({ lives })).toEqual(['process died by itself']);
  });

  it('finds a handler that returned twice in one process, after any fault', () => {
    const twice = [...processed(200), ...processed(400)];
    const faults = [{ what: 'restart broker', at: 0, healedAt: 500 }];
    const attempts = [attempt('unknown'), attempt('ok')];
    const ledger = drawUpLedger(aRun({ lives: [life('a', twice)], faults, attempts }));
    expect(ledger.findings.map(({ rule }) => rule)).toEqual(['repeated in one process']);
    expect(ledger.mostInOneProcess).toBe(2);
  });

  it('finds a handler that returned in two processes for no reason', () => {
    const lives = [life('a', processed(200)), life('b', processed(400))];
    const ledger = drawUpLedger(aRun({ lives }));
    expect(ledger.findings.map(({ rule }) => rule)).toEqual(['repeated without a fault']);
    expect(ledger).toMatchObject({ mostInOneProcess: 1, mostInAll: 2 });
  });

  it('finds a handler that returned although its success was known', () => {
    const restarted = { ...life('b', processed(400)), startedAt: 300 };
    const lives = [life('a', processed(200), 'killed', 250), restarted];
    const ledger = drawUpLedger(aRun({ lives }));
    expect(ledger.findings.map(({ rule }) => rule)).toEqual(['repeated though known']);
    expect(ledger.longestUnknownMs).toBe(200);
  });
});
