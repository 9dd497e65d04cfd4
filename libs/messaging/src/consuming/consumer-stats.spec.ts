import { ConsumerStats } from './consumer-stats';

describe('what is counted of a consumer', () => {
  const at = (seconds: number): Date => new Date(1_000_000_000_000 + seconds * 1_000);
  const processed = { kind: 'processed' } as const;

  it('counts each result and keeps the last failure', () => {
    const stats = new ConsumerStats();
    const failure = { code: 'busy', message: 'try later' };
    stats.record(processed, at(0));
    stats.record({ kind: 'duplicate' }, at(0));
    stats.record({ kind: 'postponed' }, at(0));
    stats.record({ kind: 'retry', messageId: 'm1', failure, countsForBreaker: true }, at(1));
    stats.record({ kind: 'dead-letter', messageId: 'm2', failure, countsForBreaker: false }, at(2));
    stats.record({ kind: 'unreadable' }, at(2));
    const each = {
      processed: 1,
      duplicates: 1,
      retried: 1,
      deadLettered: 1,
      unreadable: 1,
      undeliverable: 0,
    };
    expect(stats.counts).toEqual(each);
    expect(stats.lastError).toEqual({ ...failure, messageId: 'm2', at: at(2) });
  });

  it('has the rate over the last full minute and forgets what is older', () => {
    const stats = new ConsumerStats();
    for (let n = 0; n < 120; n += 1) stats.record(processed, at(n));
    expect(stats.ratePerSecond(at(120))).toBe(1);
    expect(stats.ratePerSecond(at(150))).toBe(0.5);
    expect(stats.ratePerSecond(at(500))).toBe(0);
  });
});
