import type { OperationRecord } from '@warren/messaging';
import { acted, came, feed, ID, ordered, part } from './operation.harness';
import type { Operation } from './operation';
import { readPatch } from '@warren/model';
import { toAsked } from './to-asked';
import type { OrderOperationDto } from './operation.query.dto';
import { OperationRun, type NextStep } from './operation-run';
import { BOUNDS, OperationsProjection } from './operations.projection';

const IDS = ['a', 'b', 'c', 'd', 'e'];

describe('the run of an operation', () => {
  let view: OperationsProjection;

  const begin = (fields: Partial<OperationRecord> = {}): OperationRun => {
    view = feed(new OperationsProjection(), ...ordered(IDS, fields));
    return new OperationRun(operation());
  };
  const operation = (): Operation => view.get(ID) as Operation;
  /** All that it says to act on, now. */
  const take = (run: OperationRun, nowMs = 0): string[] => {
    const ids: string[] = [];
    for (let next = run.next(nowMs); next.do === 'act'; next = run.next(nowMs)) ids.push(next.id);
    return ids;
  };
  const done = (run: OperationRun, ...ids: string[]): void =>
    ids.forEach((id) => {
      run.settle(id, 'done', 0);
      feed(view, acted(id));
    });
  const steps = (run: OperationRun, nowMs = 0): NextStep['do'] => run.next(nowMs).do;

  it('acts on each member once, in order, and ends when the journal has all of them', () => {
    const run = begin();
    expect(take(run)).toEqual(IDS);
    for (const id of IDS) run.settle(id, 'done', 0);
    expect(steps(run)).toBe('wait');
    feed(view, ...IDS.map((id) => acted(id)));
    expect(run.next(0)).toEqual({ do: 'end' });
  });

  it('continues in another process with those that nothing became of', () => {
    begin();
    feed(view, acted('b'), part({ part: 'results', results: [{ id: 'd', outcome: 'refused' }] }));
    expect(take(new OperationRun(operation()))).toEqual(['a', 'c', 'e']);
  });

  it('waits for its rate', () => {
    const run = begin({ rate: 2 });
    expect(take(run)).toEqual(['a']);
    expect(run.next(0)).toEqual({ do: 'wait', ms: 500 });
    expect(take(run, 500)).toEqual(['b']);
  });

  it('tries again what was busy', () => {
    const run = begin();
    take(run);
    run.settle('a', 'busy', 0);
    done(run, 'b', 'c', 'd', 'e');
    expect(steps(run, 999)).toBe('wait');
    expect(take(run, 1_000)).toEqual(['a']);
  });

  it('sends the others only when all of its canary are processed', () => {
    const run = begin({ canaryCount: 2 });
    expect(take(run)).toEqual(['a', 'b']);
    done(run, 'a', 'b');
    feed(view, came('a', 'succeeded'));
    expect(steps(run)).toBe('wait');
    feed(view, came('b', 'succeeded'));
    expect(steps(run)).toBe('pass-canary');
    feed(view, part({ part: 'canary-passed' }));
    expect(take(run)).toEqual(['c', 'd', 'e']);
  });

  it('knows the result of a canary that its worker recorded before the redrive was', () => {
    const run = begin({ canaryCount: 1 });
    take(run);
    feed(view, came('a', 'succeeded'));
    expect(steps(run)).toBe('wait');
    done(run, 'a');
    expect(steps(run)).toBe('pass-canary');
  });

  it('takes another one for a canary that is refused', () => {
    const run = begin({ canaryCount: 1 });
    take(run);
    run.settle('a', 'refused', 0);
    feed(view, part({ part: 'results', results: [{ id: 'a', outcome: 'refused' }] }));
    expect(take(run)).toEqual(['b']);
  });

  it('ends when its canary fails, or nothing comes of it in time', () => {
    const failed = begin({ canaryCount: 1 });
    take(failed);
    done(failed, 'a');
    feed(view, came('a', 'deadAgain'));
    expect(failed.next(0)).toEqual({ do: 'end', stopped: 'canary_failed' });

    const late = begin({ canaryCount: 1, canaryWaitMs: 5_000 });
    take(late);
    done(late, 'a');
    const sentAt = operation().lastDoneAt;
    expect(steps(late, sentAt + 4_999)).toBe('wait');
    expect(late.next(sentAt + 5_000)).toEqual({ do: 'end', stopped: 'canary_too_late' });
  });

  it('ends by itself when too many fail, after what is on its way', () => {
    const run = begin({ maxFailures: 1, rate: 1 });
    const [first] = take(run);
    done(run, first as string);
    expect(take(run, 1_000)).toEqual(['b']);
    feed(view, came('a', 'deadAgain'));
    run.settle('b', 'failed', 1_000);
    expect(steps(run, 9_000)).toBe('wait');
    feed(view, part({ part: 'results', results: [{ id: 'b', outcome: 'failed' }] }));
    expect(run.next(9_000)).toEqual({ do: 'end', stopped: 'too_many_failures' });
  });

  it('ends when somebody aborts it', () => {
    const run = begin({ rate: 1 });
    take(run);
    feed(view, part({ part: 'aborted', by: 'luis' }));
    expect(steps(run)).toBe('wait');
    done(run, 'a');
    expect(run.next(0)).toEqual({ do: 'end', stopped: 'aborted' });
    expect(operation().abortedBy).toBe('luis');
  });
});

describe('the operations in the journal', () => {
  it('count a member once, however often its record comes, and no other', () => {
    const view = feed(new OperationsProjection(), ...ordered(IDS));
    feed(view, acted('a'), acted('a'), acted('stranger'));
    feed(view, came('a', 'succeeded'), came('a', 'deadAgain'), came('stranger', 'deadAgain'));
    const wrong = [{ id: 'stranger', outcome: 'failed' as const }];
    feed(view, part({ part: 'results', results: [...wrong, { id: 'a', outcome: 'failed' }] }));
    const counts = { done: 1, succeeded: 1, failed: 0, deadAgain: 0, skipped: 0, refused: 0 };
    expect(view.get(ID)).toMatchObject({ counts, left: 4 });
  });

  it('believe that it was done rather than that it was skipped', () => {
    const view = feed(new OperationsProjection(), ...ordered(IDS));
    feed(view, part({ part: 'results', results: [{ id: 'a', outcome: 'skipped' }] }), acted('a'));
    expect(view.get(ID)?.counts).toMatchObject({ done: 1, skipped: 0 });
  });

  it('are nothing before all members are known', () => {
    const [order, ...pieces] = ordered(IDS);
    const view = feed(new OperationsProjection(), order as OperationRecord, ...pieces.slice(1));
    expect(view.unfinished()).toEqual([]);
    feed(view, ...pieces);
    expect(view.unfinished()).toHaveLength(1);
  });

  it.each([
    { total: 0 },
    { total: 1e9 },
    { action: 'purge' as never },
    { patch: '{"op":"add"}' },
    { patch: '[{"op":"fly","path":"/"}]' },
    { patch: 'no json' },
  ])('pass over an order that no desk writes: %j', (forged) => {
    const view = feed(new OperationsProjection(), ...ordered(IDS, forged));
    expect(view.list()).toEqual([]);
  });

  it('take an order with a patch as a desk writes it', () => {
    const patch = [{ op: 'remove', path: '/payload/lab' }];
    const body = { action: 'redrive', reason: 'r', patch } as unknown as OrderOperationDto;
    const view = feed(new OperationsProjection(), ...ordered(IDS, toAsked(body, 'ana')));
    expect(view.get(ID)?.order.patch).toEqual(readPatch(patch, '/patch'));
  });

  it('keep no more than their bounds', () => {
    const view = new OperationsProjection();
    for (let n = 0; n < 300; n += 1) {
      const operationId = `op-${n}`;
      const one = { action: 'discard', reason: 'r', total: 1, operationId } as const;
      feed(view, part(one), part({ operationId, part: 'members', first: 0, ids: [`${n}`] }));
      if (n >= BOUNDS.unfinished) continue;
      expect(view.unfinished()).toHaveLength(n + 1);
    }
    expect(view.unfinished()).toHaveLength(BOUNDS.unfinished);
    for (let n = 0; n < 300; n += 1) {
      const operationId = `new-${n}`;
      const [oldest] = view.unfinished();
      feed(view, part({ operationId: oldest?.id, part: 'ended' }));
      const one = { action: 'discard', reason: 'r', total: 1, operationId } as const;
      feed(view, part(one), part({ operationId, part: 'members', first: 0, ids: [`${n}`] }));
    }
    expect(view.list()).toHaveLength(BOUNDS.unfinished + BOUNDS.ended);
  });
});
