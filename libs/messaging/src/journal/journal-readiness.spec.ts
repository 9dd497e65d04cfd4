import { WarrenError } from '@warren/model';
import { JournalReadiness } from './journal-readiness';

const NOT_READY = new WarrenError(
  'not_ready',
  'the journal is still being read; try again in a moment',
);

describe('the whole journal', () => {
  it('is not ready until it is read from its first record', async () => {
    let end = (): void => undefined;
    const ready = jest.fn(() => new Promise<void>((resolve) => (end = resolve)));
    const whole = new JournalReadiness({ ready });
    expect(ready.mock.calls).toEqual([['first']]);
    expect(() => whole.check()).toThrow(NOT_READY);
    end();
    await Promise.resolve();
    expect(() => whole.check()).not.toThrow();
  });

  it('stays so when the app stops before that', async () => {
    const stopped = Promise.reject(new Error('the app stops'));
    const whole = new JournalReadiness({ ready: () => stopped });
    await expect(stopped).rejects.toThrow();
    expect(() => whole.check()).toThrow(NOT_READY);
  });
});
