import { HandlerTimeoutError, limitTime } from './limit-time';

describe('a time limit', () => {
  const onLate = jest.fn();

  beforeEach(() => {
    jest.useFakeTimers();
    onLate.mockReset();
  });

  afterEach(() => jest.useRealTimers());

  it('changes nothing for what ends in time', async () => {
    await expect(limitTime(() => Promise.resolve(), 100, onLate)()).resolves.toBeUndefined();
    const failure = new Error('no');
    await expect(limitTime(() => Promise.reject(failure), 100, onLate)()).rejects.toBe(failure);
    expect(limitTime(() => undefined, 100, onLate)()).toBeUndefined();
    const thrown = limitTime(
      () => {
        throw failure;
      },
      100,
      onLate,
    );
    expect(thrown).toThrow(failure);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('ends a hanging run, aborts its signal, and ignores its late result', async () => {
    let finish = (): void => undefined;
    const signals: AbortSignal[] = [];
    const run = limitTime(
      (_: string, signal: AbortSignal) => {
        signals.push(signal);
        return new Promise<void>((resolve) => (finish = resolve));
      },
      100,
      onLate,
    );
    const limited = run('job') as Promise<void>;
    jest.advanceTimersByTime(99);
    expect(signals[0]?.aborted).toBe(false);
    jest.advanceTimersByTime(1);
    await expect(limited).rejects.toThrow(new HandlerTimeoutError(100));
    expect(signals[0]?.aborted).toBe(true);
    expect(onLate).not.toHaveBeenCalled();
    finish();
    await jest.advanceTimersByTimeAsync(0);
    expect(onLate.mock.calls).toEqual([[{}, 'job']]);
  });

  it('takes a late failure without an unhandled rejection', async () => {
    let fail: (error: Error) => void = () => undefined;
    const run = limitTime(() => new Promise<void>((_, reject) => (fail = reject)), 100, onLate);
    const limited = run() as Promise<void>;
    jest.advanceTimersByTime(100);
    await expect(limited).rejects.toThrow(HandlerTimeoutError);
    fail(new Error('late'));
    await jest.advanceTimersByTimeAsync(0);
    expect(onLate.mock.calls).toEqual([[{ error: new Error('late') }]]);
  });

  it('ends every call at its own time, and only what has not ended', async () => {
    const signals: AbortSignal[] = [];
    const ends: (() => void)[] = [];
    const run = limitTime(
      (_: string, signal: AbortSignal) => {
        signals.push(signal);
        return new Promise<void>((resolve) => ends.push(resolve));
      },
      100,
      onLate,
    );
    const [quick, slow] = [run('quick'), run('slow') as Promise<void>];
    jest.advanceTimersByTime(60);
    const later = run('later') as Promise<void>;
    ends[0]?.();
    await expect(quick).resolves.toBeUndefined();
    jest.advanceTimersByTime(40);
    await expect(slow).rejects.toThrow(HandlerTimeoutError);
    expect(signals.map(({ aborted }) => aborted).slice(1)).toEqual([true, false]);
    jest.advanceTimersByTime(59);
    expect(signals[2]?.aborted).toBe(false);
    jest.advanceTimersByTime(1);
    await expect(later).rejects.toThrow(HandlerTimeoutError);
    expect(signals[2]?.aborted).toBe(true);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('leaves no timer behind when all calls of a moment have ended', async () => {
    const ends: (() => void)[] = [];
    const run = limitTime(() => new Promise<void>((resolve) => ends.push(resolve)), 100, onLate);
    const calls = [run(), run()];
    ends[0]?.();
    await calls[0];
    expect(jest.getTimerCount()).toBe(1);
    ends[1]?.();
    await calls[1];
    expect(jest.getTimerCount()).toBe(0);
    // In the same moment, after the others: it has a time limit all the same.
    const hanging = run() as Promise<void>;
    jest.advanceTimersByTime(100);
    await expect(hanging).rejects.toThrow(HandlerTimeoutError);
  });

  it('aborts no run that begins in the moment a limit passes', async () => {
    const signals: AbortSignal[] = [];
    const run = limitTime(
      (signal: AbortSignal) => {
        signals.push(signal);
        return new Promise<void>(() => undefined);
      },
      0,
      onLate,
    );
    const hanging = run() as Promise<void>;
    jest.advanceTimersByTime(0);
    await expect(hanging).rejects.toThrow(HandlerTimeoutError);
    const next = run() as Promise<void>;
    expect(signals.map(({ aborted }) => aborted)).toEqual([true, false]);
    jest.advanceTimersByTime(0);
    await expect(next).rejects.toThrow(HandlerTimeoutError);
  });
});
