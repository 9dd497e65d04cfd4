import { accountPairs } from './account-pairs';
import { countEndedAgain, findEndedAgain } from './explain-endings';
import { drawUpLedger } from './ledger';
import type { RunRecord } from './record';
import { aRun, attempt, found, QUEUE } from './run-record.harness';

/** A run with one foreign message, which may only be set aside. */
function foreignRun(given: Partial<RunRecord>): RunRecord {
  const run = aRun(given, 'foreign');
  const [event] = [...run.events.values()];
  if (!event) throw new Error('no event');
  return { ...run, events: new Map([[event.id, { ...event, ends: ['set aside'] }]]) };
}

function judge(given: Partial<RunRecord>): { again: number; rules: string[] } {
  const run = foreignRun(given);
  const [pair] = accountPairs(run);
  if (!pair) throw new Error('no pair');
  const rules = findEndedAgain(pair, run).map(({ rule }) => rule);
  return { again: countEndedAgain(pair, run), rules };
}

const copy = found('too_deep');
const fault = { what: 'kill broker', at: 90, healedAt: 5_000 };

describe('the ends of a foreign message', () => {
  it('is one, set aside or another', () => {
    expect(judge({ setAside: [copy] })).toEqual({ again: 0, rules: [] });
    expect(drawUpLedger(foreignRun({ setAside: [copy] }))).toMatchObject({
      ...{ foreign: 1, setAside: 1, endedAgain: 0, findings: [] },
    });
  });

  it('is missed when there is none, and wrong when it is another than it may be', () => {
    const rulesOf = (given: Partial<RunRecord>): string[] =>
      drawUpLedger(foreignRun(given)).findings.map(({ rule }) => rule);
    expect(rulesOf({})).toEqual(['lost']);
    expect(rulesOf({ deadLetters: [found('rejected')] })).toEqual(['wrong end']);
  });

  it('may be none in a queue that keeps nothing for long', () => {
    const run = foreignRun({});
    const events = new Map(
      [...run.events].map(([id, event]) => [id, { ...event, mayVanish: true }]),
    );
    expect(drawUpLedger({ ...run, events }).findings).toEqual([]);
  });

  it('may be two after a fault, or when it was sent again in doubt; else that is a finding', () => {
    const twice = { setAside: [copy, copy] };
    expect(judge(twice)).toEqual({ again: 1, rules: ['ended twice'] });
    expect(judge({ ...twice, faults: [fault] })).toEqual({ again: 1, rules: [] });
    const attempts = [attempt('unknown'), attempt('ok', 200)];
    expect(judge({ ...twice, attempts })).toEqual({ again: 1, rules: [] });
    const refused = [attempt('fail'), attempt('ok', 200)];
    expect(judge({ ...twice, attempts: refused }).rules).toEqual(['ended twice']);
  });

  it('is one more for each redrive', () => {
    const action = {
      kind: 'redriven',
      ...{ deadLetterId: 'd1', messageId: 'e1', queue: QUEUE },
      ...{ at: '2026-01-01T00:00:00Z', isTakenOver: false },
    } as const;
    const deadLetters = [found('invalid_event'), { ...found('invalid_event'), redrives: 1 }];
    expect(judge({ deadLetters, actions: [action] }).again).toBe(0);
    expect(judge({ deadLetters }).again).toBe(1);
  });
});
