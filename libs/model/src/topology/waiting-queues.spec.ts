import { after, type DurationText } from './retry-policy';
import { retryQueues, returnWaits } from './waiting-queues';

describe('the waits of what was returned', () => {
  const waits = (...policy: readonly DurationText[]): readonly number[] =>
    returnWaits({ retry: after(...policy) });

  it('are those of the policy, up to a minute', () => {
    expect(waits('1s', '10s', '1m', '10m')).toEqual([1_000, 10_000, 60_000]);
  });

  it('are at least two that differ, also where the policy has none', () => {
    expect(waits()).toEqual([10_000, 60_000]);
    expect(waits('500ms', '2s')).toEqual([500, 2_000, 10_000, 60_000]);
    expect(waits('1h', '10s', '10s')).toEqual([10_000, 60_000]);
  });

  it('have one that a worker starts in, also where the policy has many shorter ones', () => {
    expect(waits('1s', '2s', '5s')).toEqual([1_000, 2_000, 5_000, 10_000, 60_000]);
    expect(waits('1s', '5s', '30s')).toEqual([1_000, 5_000, 30_000]);
  });

  it('have a retry queue each, beside those of failed attempts', () => {
    expect(retryQueues({ name: 'a', retry: after('1h', '10s') })).toEqual([
      ...['a.retry.1h', 'a.retry.10s', 'a.retry.1m'],
    ]);
  });
});
