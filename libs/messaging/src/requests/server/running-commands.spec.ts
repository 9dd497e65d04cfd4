import { EndedError, RunningCommands } from './running-commands';

const MINUTE_MS = 60_000;

describe('commands that run', () => {
  const later = (): number => Date.now() + MINUTE_MS;
  /** A handler that ends only when the test lets it, and ignores its signal. */
  const endless = (signals: AbortSignal[]) => (signal: AbortSignal) => {
    signals.push(signal);
    return new Promise<never>(() => undefined);
  };

  it('come to what their handlers return or throw', async () => {
    const running = new RunningCommands();
    expect(await running.run('a', later(), () => Promise.resolve(7))).toBe(7);
    const failing = running.run('a', later(), () => Promise.reject(new Error('no')));
    await expect(failing).rejects.toThrow('no');
  });

  it('end at their deadline, and their signal says so', async () => {
    const signals: AbortSignal[] = [];
    const running = new RunningCommands().run('a', Date.now() + 20, endless(signals));
    await expect(running).rejects.toEqual(new EndedError('overdue'));
    expect(signals[0]?.aborted).toBe(true);
  });

  it('end when they are taken back, every run of that id and no other', async () => {
    const commands = new RunningCommands();
    const signals: AbortSignal[] = [];
    const twice = [1, 2].map(() => commands.run('a', later(), endless(signals)));
    const other: AbortSignal[] = [];
    const bystander = commands.run('b', later(), endless(other));
    commands.cancel('a', later());
    for (const each of twice) await expect(each).rejects.toEqual(new EndedError('cancelled'));
    expect(signals.map(({ aborted }) => aborted)).toEqual([true, true]);
    expect(other[0]?.aborted).toBe(false);
    commands.stop();
    await expect(bystander).rejects.toEqual(new EndedError('stopped'));
  });

  it('that are taken back before they come are known then', () => {
    const commands = new RunningCommands();
    commands.cancel('a', later());
    expect([commands.wasCancelled('a'), commands.wasCancelled('b')]).toEqual([true, false]);
  });

  it('say why they ended, also when their handler throws at its signal', async () => {
    const commands = new RunningCommands();
    const running = commands.run(
      'a',
      later(),
      (signal) =>
        new Promise((_, reject) => {
          signal.addEventListener('abort', () => reject(new Error('as it was asked')));
        }),
    );
    commands.cancel('a', later());
    await expect(running).rejects.toEqual(new EndedError('cancelled'));
  });

  it('ignore what a handler throws after they ended', async () => {
    let fail: (error: Error) => void = () => undefined;
    const failsLate = new Promise<never>((_, reject) => (fail = reject));
    const running = new RunningCommands().run('a', Date.now() + 10, () => failsLate);
    await expect(running).rejects.toEqual(new EndedError('overdue'));
    fail(new Error('too late: as an unhandled rejection it would end the process'));
    await expect(failsLate).rejects.toThrow('too late');
  });
});
