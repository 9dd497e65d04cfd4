import { Breaker, type BreakerState } from './breaker';

describe('the circuit breaker of a queue', () => {
  const changes: BreakerState[] = [];
  let breaker: Breaker;

  beforeEach(() => {
    jest.useFakeTimers();
    changes.length = 0;
    breaker = new Breaker({ failures: 3, pauseMs: 1_000 }, (state) => changes.push(state));
  });

  afterEach(() => jest.useRealTimers());

  const fail = (times: number): void => {
    for (let n = 0; n < times; n += 1) breaker.failed();
  };

  it('opens after a number of failures in a row, and not when one succeeds between them', () => {
    fail(2);
    breaker.succeeded();
    fail(2);
    expect(changes).toEqual([]);
    fail(1);
    expect(changes).toEqual(['open']);
  });

  it('probes after the pause, and closes when that succeeds', () => {
    fail(3);
    jest.advanceTimersByTime(999);
    expect(breaker.state).toBe('open');
    jest.advanceTimersByTime(1);
    expect(breaker.state).toBe('probing');
    breaker.succeeded();
    expect(changes).toEqual(['open', 'probing', 'closed']);
    fail(2);
    expect(breaker.state).toBe('closed');
  });

  it('probes on until as many failed as opened it, and then opens again', () => {
    fail(3);
    jest.advanceTimersByTime(1_000);
    fail(2);
    expect(breaker.state).toBe('probing');
    fail(1);
    jest.advanceTimersByTime(1_000);
    expect(changes).toEqual(['open', 'probing', 'open', 'probing']);
  });

  it('opens again after ten probes at most', () => {
    breaker = new Breaker({ failures: 50, pauseMs: 1_000 }, (state) => changes.push(state));
    fail(50);
    jest.advanceTimersByTime(1_000);
    fail(9);
    expect(breaker.state).toBe('probing');
    fail(1);
    expect(breaker.state).toBe('open');
  });

  it('takes no notice of what was under way when it opened', () => {
    fail(9);
    breaker.succeeded();
    expect(changes).toEqual(['open']);
    expect(jest.getTimerCount()).toBe(1);
  });

  it('closes when it is reset, without a probe later', () => {
    fail(3);
    breaker.reset();
    jest.advanceTimersByTime(5_000);
    expect(changes).toEqual(['open', 'closed']);
  });

  it('never opens without a policy', () => {
    breaker = new Breaker(undefined, (state) => changes.push(state));
    fail(1_000);
    expect(changes).toEqual([]);
  });
});
