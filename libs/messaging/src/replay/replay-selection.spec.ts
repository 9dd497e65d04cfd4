import { nameReplay } from './name-replay';
import type { ReplayOrder } from './replay-order';
import { ReplaySelection, type ReplayDecision } from './replay-selection';
import { order, processed, replayTopology } from './replay.harness';

function select(
  changes: Partial<ReplayOrder> = {},
  done: readonly string[] = [],
  capacity?: number,
): ReplaySelection {
  const has = (queue: string, id: string): boolean => queue === 'first' && done.includes(id);
  return new ReplaySelection(order(changes), { has }, replayTopology(), capacity);
}

const idOf = (decision: ReplayDecision): string =>
  typeof decision === 'string' ? decision : decision.messageId;

describe('what is replayed', () => {
  it('is an event with its message id, once however many queues processed it', () => {
    const selection = select();
    const decisions = [processed('m1'), processed('m1', 'third'), processed('m2')].map((record) =>
      idOf(selection.decide(record)),
    );
    expect(decisions).toEqual(['m1', 'passed', 'm2']);
  });

  it('is an event once also when it was replayed before, under another id', () => {
    const selection = select();
    expect(idOf(selection.decide(processed('m1')))).toBe('m1');
    const copy = processed('other', 'third', {}, { replayOf: 'm1' });
    expect(selection.decide(copy)).toBe('passed');
  });

  it('is nothing of records that are not of success', () => {
    const failure = { code: 'c', message: '' };
    const failed = { ...processed('m1'), kind: 'failed', failure } as const;
    expect(select().decide(failed)).toBe('passed');
  });

  it('is not what was only handed on when its time had come, and is what was processed then', () => {
    for (const selection of [select(), select({ queues: ['later', 'second'] })]) {
      expect(selection.decide(processed('m1', 'later'))).toBe('passed');
      expect(idOf(selection.decide(processed('m1')))).toBe('m1');
    }
  });

  it('is only of the queues and the tipos asked for', () => {
    const selection = select({ queues: ['second', 'third'], tipos: ['A', 'B'] });
    const decide = (id: string, queue: string, tipo: string): string =>
      idOf(selection.decide(processed(id, queue, { tipo })));
    expect(decide('m1', 'second', 'A')).toBe('m1');
    expect(decide('m2', 'third', 'B')).toBe('m2');
    expect(decide('m3', 'fourth', 'A')).toBe('passed');
    expect(decide('m4', 'second', 'C')).toBe('passed');
    // Its other record was not asked for; this one is.
    expect(decide('m3', 'third', 'A')).toBe('m3');
  });

  it('is only what was processed at the time asked for or later', () => {
    const record = processed('m1');
    const after = select({ from: { time: new Date(record.at.getTime() + 1) } });
    expect(after.decide(record)).toBe('passed');
    expect(idOf(select({ from: { time: record.at } }).decide(record))).toBe('m1');
  });

  it('is not what the queue has processed, as the journal knows or as its records say', () => {
    const selection = select({ queues: ['second'] }, ['m1']);
    expect(selection.decide(processed('m1'))).toBe('skipped');
    // The queue is not asked for, but its record says that it has done this one.
    expect(selection.decide(processed('m2', 'first'))).toBe('passed');
    expect(selection.decide(processed('m2'))).toBe('skipped');
  });

  it('with force is that too, under an id of this event, run and queue', () => {
    const selection = select({ force: true }, ['m1']);
    expect(idOf(selection.decide(processed('m1', 'first')))).toBe(nameReplay('m1', 'r1', 'first'));
  });

  it('with force is not what this run has brought before', () => {
    const selection = select({ force: true }, [nameReplay('m1', 'r1', 'first')]);
    expect(selection.decide(processed('m1'))).toBe('skipped');
  });

  it('is remembered within bounds, and selected again under the same id beyond them', () => {
    const selection = select({}, [], 2);
    for (const id of ['m1', 'm2', 'm3']) selection.decide(processed(id));
    expect(selection.decide(processed('m3'))).toBe('passed');
    expect(idOf(selection.decide(processed('m1')))).toBe('m1');
  });
});

describe('the message id of a forced replay', () => {
  it('is a UUID, the same for the same event, run and queue', () => {
    const id = nameReplay('m1', 'r1', 'first');
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-/);
    expect(nameReplay('m1', 'r1', 'first')).toBe(id);
    const others = [
      nameReplay('m2', 'r1', 'first'),
      nameReplay('m1', 'r2', 'first'),
      nameReplay('m1', 'r1', 'second'),
    ];
    expect(new Set([id, ...others]).size).toBe(4);
  });
});
