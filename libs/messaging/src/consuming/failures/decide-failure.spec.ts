import { after, attemptsAllowed, withJitter } from '@warren/model';
import fc from 'fast-check';
import { decideFailure } from './decide-failure';
import { PermanentError, RetryableError } from '../handlers/handler-errors';

const policy = after('1s', '2s', '5s');

describe('deciding what becomes of a failure', () => {
  it('retries after the wait of that attempt', () => {
    const waits = [1, 2, 3].map((attempt) => decideFailure(new Error('x'), attempt, policy, 0));
    expect(waits).toMatchObject([
      { kind: 'retry', delayMs: 1_000 },
      { kind: 'retry', delayMs: 2_000 },
      { kind: 'retry', delayMs: 5_000 },
    ]);
  });

  it('makes the wait longer by up to the jitter of the policy', () => {
    const waits = [0, 0.5, 1].map((random) =>
      decideFailure(new Error('x'), 2, withJitter(policy, 0.2), random),
    );
    expect(waits).toMatchObject([{ delayMs: 2_000 }, { delayMs: 2_200 }, { delayMs: 2_400 }]);
  });

  it('dead-letters when the budget is spent (I4)', () => {
    expect(decideFailure(new Error('x'), 4, policy, 0).kind).toBe('dead-letter');
    expect(decideFailure(new RetryableError('busy'), 99, policy, 0).kind).toBe('dead-letter');
    expect(decideFailure(new Error('x'), 1, after(), 0).kind).toBe('dead-letter');
  });

  it('never allows more attempts than the policy, whatever was thrown (I4)', () => {
    fc.assert(
      fc.property(
        fc.anything(),
        fc.array(fc.integer({ min: 1, max: 1e6 }), { maxLength: 8 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (thrown, delaysMs, random) => {
          const tried = { delaysMs, jitter: random };
          let attempt = 1;
          while (decideFailure(thrown, attempt, tried, random).kind === 'retry') attempt += 1;
          expect(attempt).toBe(attemptsAllowed(tried));
        },
      ),
    );
  });

  it('never retries a permanent failure (I3)', () => {
    expect(decideFailure(new PermanentError('unknown_source'), 1, policy, 0)).toEqual({
      kind: 'dead-letter',
      failure: { code: 'unknown_source', message: 'unknown_source' },
    });
  });

  it('takes the code of the error, else its name', () => {
    const coded = Object.assign(new Error('refused'), { code: 'ECONNREFUSED' });
    expect(decideFailure(coded, 1, policy, 0).failure).toEqual({
      code: 'ECONNREFUSED',
      message: 'refused',
    });
    expect(decideFailure(new TypeError('no'), 1, policy, 0).failure).toEqual({
      code: 'TypeError',
      message: 'no',
    });
  });

  it.each([
    ['a string', 'broken', { code: 'unknown', message: 'broken' }],
    ['nothing', undefined, { code: 'unknown', message: 'no message' }],
    ['an object', { a: 1 }, { code: 'unknown', message: 'no message' }],
  ])('describes %s that was thrown', (_, thrown, failure) => {
    expect(decideFailure(thrown, 1, policy, 0).failure).toEqual(failure);
  });

  it('bounds what will be written into headers', () => {
    const huge = Object.assign(new Error('m'.repeat(100_000)), { code: 'c'.repeat(100_000) });
    const { failure } = decideFailure(huge, 1, policy, 0);
    expect([failure.code.length, failure.message.length]).toEqual([128, 512]);
  });
});
