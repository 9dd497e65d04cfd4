import { after, attemptsAllowed } from '@warren/model';
import fc from 'fast-check';
import { decideFailure } from './decide-failure';
import { PermanentError, RetryableError } from '../messages/handler-errors';

const policy = after('1s', '2s', '5s');
const noJitter = (waitMs: number): number => waitMs;

describe('deciding what becomes of a failure', () => {
  it('retries after the wait of that attempt', () => {
    const waits = [1, 2, 3].map((attempt) =>
      decideFailure(new Error('x'), attempt, policy, noJitter),
    );
    expect(waits).toMatchObject([
      { kind: 'retry', delayMs: 1_000 },
      { kind: 'retry', delayMs: 2_000 },
      { kind: 'retry', delayMs: 5_000 },
    ]);
  });

  it('makes the wait as long as its jitter says, and still names it as the policy does', () => {
    expect(decideFailure(new Error('x'), 2, policy, (waitMs) => waitMs + 7)).toMatchObject({
      waitMs: 2_000,
      delayMs: 2_007,
    });
  });

  it('dead-letters when the budget is spent (I4)', () => {
    expect(decideFailure(new Error('x'), 4, policy, noJitter).kind).toBe('dead-letter');
    expect(decideFailure(new RetryableError('busy'), 99, policy, noJitter).kind).toBe(
      'dead-letter',
    );
    expect(decideFailure(new Error('x'), 1, after(), noJitter).kind).toBe('dead-letter');
  });

  it('never allows more attempts than the policy, with any error (I4)', () => {
    fc.assert(
      fc.property(
        fc.anything(),
        fc.array(fc.integer({ min: 1, max: 1e6 }), { maxLength: 8 }),
        (thrown, delaysMs) => {
          const tried = { delaysMs, jitter: 0 };
          let attempt = 1;
          while (decideFailure(thrown, attempt, tried, noJitter).kind === 'retry') attempt += 1;
          expect(attempt).toBe(attemptsAllowed(tried));
        },
      ),
    );
  });

  it('never retries a permanent failure (I3)', () => {
    expect(decideFailure(new PermanentError('unknown_source'), 1, policy, noJitter)).toEqual({
      kind: 'dead-letter',
      failure: { code: 'unknown_source', message: 'unknown_source' },
    });
  });

  it('takes the code of the error, else its name', () => {
    const coded = Object.assign(new Error('refused'), { code: 'ECONNREFUSED' });
    expect(decideFailure(coded, 1, policy, noJitter).failure).toEqual({
      code: 'ECONNREFUSED',
      message: 'refused',
    });
    expect(decideFailure(new TypeError('no'), 1, policy, noJitter).failure).toEqual({
      code: 'TypeError',
      message: 'no',
    });
  });

  it.each([
    ['a string', 'broken', { code: 'unknown', message: 'broken' }],
    ['nothing', undefined, { code: 'unknown', message: 'no message' }],
    ['an object', { a: 1 }, { code: 'unknown', message: 'no message' }],
  ])('describes %s that was thrown', (_, thrown, failure) => {
    expect(decideFailure(thrown, 1, policy, noJitter).failure).toEqual(failure);
  });

  it('bounds what will be written into headers', () => {
    const huge = Object.assign(new Error('m'.repeat(100_000)), { code: 'c'.repeat(100_000) });
    const { failure } = decideFailure(huge, 1, policy, noJitter);
    expect([failure.code.length, failure.message.length]).toEqual([128, 512]);
  });
});
