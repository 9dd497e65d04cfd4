import type { Cause } from '../now/cause';
import { AlertStates, type AlertKnown } from './alert-states';
import { findAlerts } from './find-alerts';

const rule = { name: 'r', kinds: ['queue-stuck', 'dead-letters-growing'] as const, messages: 2 };
const RULES = [{ ...rule, forSeconds: 60, clearSeconds: 120 }];
const cause = (more: Partial<Cause> = {}): Cause => {
  const stuck = { kind: 'queue-stuck', title: 't', queue: 'a', messages: 2 } as const;
  return { ...stuck, evidence: {}, actions: [], ...more };
};

describe('rules', () => {
  it('mean causes of their kinds, queue, group and size; each queue and group apart', () => {
    const causes = [
      cause(),
      cause({ messages: 1 }),
      cause({ kind: 'no-worker' }),
      cause({ queue: 'b' }),
      cause({ kind: 'dead-letters-growing', group: 'g' }),
      cause({ kind: 'dead-letters-growing', group: 'h' }),
    ];
    const keys = (more: object): string[] =>
      findAlerts(
        RULES.map((each) => ({ ...each, ...more })),
        causes,
      ).map(({ cause: { group, queue } }) => `${queue}${group ?? ''}`);
    expect(keys({})).toEqual(['a', 'b', 'ag', 'ah']);
    expect(keys({ queue: 'b' })).toEqual(['b']);
    expect(keys({ group: 'h' })).toEqual(['ah']);
    expect(keys({ messages: 3 })).toEqual([]);
    const [one, other] = findAlerts(RULES, causes);
    expect(one?.key).toBe(findAlerts(RULES, [cause({ title: 'other words' })])[0]?.key);
    expect(one?.key).not.toBe(other?.key);
  });
});

describe('an alert', () => {
  let states: AlertStates;
  let known: Map<string, AlertKnown>;

  beforeEach(() => {
    states = new AlertStates(900_000);
    known = new Map();
  });

  /** What is to be sent at this second; it is, and the journal has it. */
  const step = (second: number, isThere: boolean): string => {
    const alerts = isThere ? findAlerts(RULES, [cause()]) : [];
    const nowMs = second * 1_000;
    const changes = states.step(alerts, (key) => known.get(key), nowMs);
    for (const { alert, state } of changes) {
      const { raisedMs } = known.get(alert.key) ?? {};
      const isRaised = state === 'raised';
      known.set(alert.key, { isRaised, raisedMs: isRaised ? nowMs : raisedMs });
    }
    return changes.map(({ state }) => state).join();
  };

  it('is raised once when it was so for a minute without a break, and over after two without it', () => {
    expect([step(0, true), step(59, true), step(60, false)]).toEqual(['', '', '']);
    expect([step(61, true), step(120, true), step(121, true)]).toEqual(['', '', 'raised']);
    expect([step(125, true), step(130, false), step(249, false)]).toEqual(['', '', '']);
    expect([step(250, false), step(255, false)]).toEqual(['over', '']);
  });

  it('that flaps is raised once in the time of its cool-down', () => {
    const sent: string[] = [];
    for (let second = 0; second < 1_800; second += 5) {
      // Three minutes so, then three minutes not.
      const state = step(second, second % 360 < 180);
      if (state !== '') sent.push(`${state} ${second}`);
    }
    expect(sent).toEqual(['raised 60', 'over 300', 'raised 1140', 'over 1380']);
  });

  it('that another desk has raised is not raised again, and is over also for a desk that started since', () => {
    const [alert] = findAlerts(RULES, [cause()]);
    if (!alert) throw new Error('none');
    known.set(alert.key, { isRaised: true, raisedMs: 0 });
    expect([step(0, true), step(61, true)]).toEqual(['', '']);
    states = new AlertStates(900_000);
    states.expect(alert, 0);
    expect([step(5, false), step(119, false), step(120, false)]).toEqual(['', '', 'over']);
  });
});
