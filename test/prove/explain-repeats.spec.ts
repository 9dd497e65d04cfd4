import { accountPairs } from './account-pairs';
import { explainRepeats } from './explain-repeats';
import type { RunRecord } from './record';
import { aRun, attempt, life, note, processed } from './run-record.harness';

function causesOf(given: Partial<RunRecord>): string[] {
  const run = aRun(given);
  return accountPairs(run).flatMap((pair) => explainRepeats(pair, run));
}

describe('explainRepeats', () => {
  it('has nothing to explain when a handler returned once, or not at all', () => {
    expect(causesOf({})).toEqual([]);
    expect(causesOf({ lives: [life('a', processed(200))] })).toEqual([]);
    const begun = [life('a', [note('began', 100)], 'killed', 150), life('b', processed(200))];
    expect(causesOf({ lives: begun })).toEqual([]);
  });

  it('explains it by the death of the worker that was first', () => {
    const second = life('b', processed(400));
    const first = (endedAt: number): RunRecord['lives'][number] =>
      life('a', processed(200), 'killed', endedAt);
    expect(causesOf({ lives: [first(300), second] })).toEqual(['delivered again']);
    // A death long after cannot have kept the ack from arriving.
    expect(causesOf({ lives: [first(60_000), second] })).toEqual(['no fault']);
  });

  it('explains it by a lost channel, from when the first had begun', () => {
    const second = life('b', processed(400));
    const first = (lostAt: number): RunRecord['lives'][number] =>
      life('a', [note('began', 100), { at: lostAt, what: 'channel lost' }, note('handled', 200)]);
    expect(causesOf({ lives: [first(150), second] })).toEqual(['delivered again']);
    expect(causesOf({ lives: [first(300), second] })).toEqual(['delivered again']);
    expect(causesOf({ lives: [first(90), second] })).toEqual(['no fault']);
  });

  it('explains it by a publisher that sent it again in doubt, not by one that was refused', () => {
    const lives = [life('a', processed(200)), life('b', processed(400))];
    const sent = (...outcomes: Parameters<typeof attempt>[0][]): RunRecord['attempts'] =>
      outcomes.map((outcome) => attempt(outcome));
    expect(causesOf({ lives, attempts: sent('unknown', 'ok') })).toEqual(['sent again']);
    expect(causesOf({ lives, attempts: sent('fail', 'ok') })).toEqual(['no fault']);
  });

  it('takes no excuse when the journal had it long before the handler began', () => {
    const attempts = [attempt('unknown'), attempt('ok')];
    const later = (at: number): RunRecord['lives'] => [
      life('a', processed(200)),
      life('b', processed(at)),
    ];
    expect(causesOf({ lives: later(31_000), attempts })).toEqual(['known before']);
    expect(causesOf({ lives: later(29_000), attempts })).toEqual(['sent again']);
  });

  it('takes no excuse when the journal had it before the second worker was started', () => {
    const first = life('a', processed(200), 'killed', 300);
    const startedAt = (at: number): RunRecord['lives'] => [
      first,
      { ...life('b', processed(900)), startedAt: at },
    ];
    expect(causesOf({ lives: startedAt(190) })).toEqual(['delivered again']);
    expect(causesOf({ lives: startedAt(310) })).toEqual(['known before']);
  });

  it('explains it when the first died between its handler and the record', () => {
    const first = life('a', [note('began', 100), note('handled', 200)], 'killed', 210);
    const second = { ...life('b', processed(2_000)), startedAt: 1_000 };
    expect(causesOf({ lives: [first, second] })).toEqual(['delivered again']);
  });

  it('explains a copy by a fault since its first attempt, and what was never copied not so', () => {
    const faults = [{ what: 'cut network', at: 150, healedAt: 160 }];
    const lives = (attempted: number): RunRecord['lives'] => [
      life('a', [note('began', 100), ...processed(200, attempted)]),
      life('b', processed(400, attempted)),
    ];
    expect(causesOf({ lives: lives(2), faults })).toEqual(['copied again']);
    expect(causesOf({ lives: lives(2) })).toEqual(['no fault']);
    expect(causesOf({ lives: lives(1), faults })).toEqual(['no fault']);
    const returned = (returns: number): RunRecord['lives'] => {
      const delivered = Object.assign(note('delivered', 50), { returns });
      return [...lives(1), life('c', [delivered])];
    };
    expect(causesOf({ lives: returned(2), faults })).toEqual(['copied again']);
    expect(causesOf({ lives: returned(1), faults })).toEqual(['no fault']);
  });
});
