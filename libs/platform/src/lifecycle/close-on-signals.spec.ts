import { Logger, type INestApplication } from '@nestjs/common';
import { Readiness } from '../health/readiness';
import { closeOnSignals } from './close-on-signals';
import { Lifecycle } from './lifecycle';

describe('a fault that a restart cannot mend', () => {
  const signals = ['SIGTERM', 'SIGINT', 'unhandledRejection'] as const;
  const before = signals.map((each) => process.listeners(each as NodeJS.Signals));
  let ended: Promise<unknown>;
  let written: jest.SpyInstance;

  beforeEach(() => {
    // The timer that ends the process must not end that of a later test.
    jest.useFakeTimers({ doNotFake: ['nextTick'] });
    jest.spyOn(Logger.prototype, 'fatal').mockReturnValue();
    jest.spyOn(Logger.prototype, 'error').mockReturnValue();
    written = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
    ended = new Promise((resolve) => {
      jest.spyOn(process, 'exit').mockImplementation((code) => resolve(code) as never);
    });
  });

  afterEach(() => {
    jest.useRealTimers();
    jest.restoreAllMocks();
    signals.forEach((each, n) => {
      for (const listener of process.listeners(each as NodeJS.Signals)) {
        if (!before[n]?.includes(listener)) process.removeListener(each, listener);
      }
    });
  });

  it.each([
    ['when the app stops', () => Promise.resolve()],
    ['when the stop fails', () => Promise.reject(new Error('a hook failed'))],
  ])('ends the process with code 78 and its sentence, also %s', async (_, close) => {
    const lifecycle = new Lifecycle();
    const parts = new Map<unknown, unknown>([
      [Lifecycle, lifecycle],
      [Readiness, { stop: jest.fn() }],
    ]);
    const app = { get: (token: unknown) => parts.get(token), close };
    closeOnSignals(app as unknown as INestApplication, 60_000);
    lifecycle.fail(new Error("queue 'q' exists with other arguments"));
    expect(await ended).toBe(78);
    expect(written).toHaveBeenCalledWith("queue 'q' exists with other arguments\n");
  });
});
