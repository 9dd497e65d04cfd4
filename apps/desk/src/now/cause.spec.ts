import { CAUSE_KINDS, rankCauses, sayNow, type Cause } from './cause';

function cause(more: Partial<Cause> = {}): Cause {
  return { kind: 'queue-stuck', title: 't', messages: 1, evidence: {}, actions: [], ...more };
}

/** In their order. */
const TABLE: readonly Partial<Cause>[] = [
  { kind: 'broker-unreachable' },
  { kind: 'broker-blocked' },
  { kind: 'queues-unknown' },
  { kind: 'journal-not-followed' },
  { kind: 'policy-loses-messages' },
  { kind: 'queue-missing' },
  { kind: 'queue-unavailable' },
  { kind: 'no-worker' },
  { kind: 'queue-unattended' },
  { kind: 'queue-stuck' },
  { kind: 'queue-failing', messages: 9, sinceMs: 1, queue: 'b' },
  { kind: 'queue-failing', messages: 9, sinceMs: 2, queue: 'a' },
  { kind: 'queue-failing', messages: 9, queue: 'a' },
  { kind: 'queue-failing', messages: 9, queue: 'b' },
  { kind: 'queue-failing', messages: 8, sinceMs: 1 },
  { kind: 'publishes-failing', messages: 1 },
  { kind: 'dead-letters-growing', messages: 5, sinceMs: 1, queue: 'q', group: 'a' },
  { kind: 'dead-letters-growing', messages: 5, sinceMs: 1, queue: 'q', group: 'b' },
  { kind: 'messages-overdue' },
  { kind: 'backlog-grows' },
  { kind: 'unreadable-messages' },
  { kind: 'dead-letters-open', messages: 1_000_000 },
  { kind: 'queue-without-consumer' },
  { kind: 'clock-skew' },
  { kind: 'records-skipped' },
];

describe('the order of causes', () => {
  it('is that of their kinds, then most messages, the oldest, and the name', () => {
    const ordered = TABLE.map(cause);
    expect(new Set(ordered.map(({ kind }) => kind))).toEqual(new Set(CAUSE_KINDS));
    expect(rankCauses([...ordered].reverse())).toEqual(ordered);
    // Every second one first.
    const mixed = [0, 1].flatMap((rest) => ordered.filter((_, index) => index % 2 === rest));
    expect(rankCauses(mixed)).toEqual(ordered);
  });

  it('is said in one sentence', () => {
    const well = { processedPerSecond: 5.5, waiting: 3 };
    expect(sayNow([], well)).toMatch(/^All is well: 5.5 processed a second, 3 waiting/);
    expect(sayNow([cause({ title: 'x is stuck' })], well)).toBe('1 thing needs you: x is stuck');
    expect(sayNow([cause({ title: 'x' }), cause()], well)).toBe('2 things need you: x');
  });
});
