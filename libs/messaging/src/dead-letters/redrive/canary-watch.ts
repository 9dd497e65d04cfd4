import { ID_CONFLICT } from '../../decoding/hash-event';
import type { Journal, Projection } from '../../journal/journal';
import type { JournalRecord } from '../../messages/journal-record';
import type { DeadLetter } from '../list/dead-letter';

/** What became of a redriven message: it was processed, it failed again, or nothing yet. */
export type CanaryVerdict = 'processed' | 'failed' | 'too_late' | 'stopped';

interface Watched {
  readonly redrives: number;
  readonly resolve: (verdict: CanaryVerdict) => void;
}

/** Watches the journal for what becomes of single messages that were redriven, in any process. */
export class CanaryWatch implements Projection {
  private readonly watched = new Map<string, Set<Watched>>();

  constructor(private readonly journal: Pick<Journal, 'has'>) {}

  apply(record: JournalRecord): void {
    if (this.watched.size === 0) return;
    if (record.kind === 'processed' || record.kind === 'failed') {
      const { messageId, queue, redrives } = record.delivery;
      this.settle(queue, messageId, redrives, record.kind);
    } else if (record.kind === 'dead-lettered' && !record.againAt) {
      this.settle(record.queue, record.messageId, record.redrives, 'failed');
    }
  }

  /**
   * Begins to watch for what becomes of it after the redrive that is about to be; the result resolves
   * after `waitMs` at the latest, counted from now. A message that was processed before is acked
   * without effect and leaves no record: it counts as processed.
   */
  watch({ record }: DeadLetter, waitMs: number, signal: AbortSignal): Promise<CanaryVerdict> {
    const { messageId, queue, redrives } = record;
    const isDuplicate = this.journal.has(queue, messageId) && record.failure.code !== ID_CONFLICT;
    if (isDuplicate) return Promise.resolve('processed');
    const key = keyOf(queue, messageId);
    return new Promise((resolve) => {
      const stop = (): void => finish('stopped');
      const timer = setTimeout(() => finish('too_late'), waitMs);
      const finish = (verdict: CanaryVerdict): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', stop);
        this.forget(key, watched);
        resolve(verdict);
      };
      const watched = { redrives: redrives + 1, resolve: finish };
      this.watched.set(key, (this.watched.get(key) ?? new Set()).add(watched));
      signal.addEventListener('abort', stop);
      if (signal.aborted) stop();
    });
  }

  /** A record of an earlier life of the message says nothing about this one. */
  private settle(
    queue: string,
    messageId: string,
    redrives: number,
    verdict: 'processed' | 'failed',
  ): void {
    for (const watched of this.watched.get(keyOf(queue, messageId)) ?? []) {
      if (verdict === 'processed' || redrives >= watched.redrives) watched.resolve(verdict);
    }
  }

  private forget(key: string, watched: Watched): void {
    const all = this.watched.get(key);
    all?.delete(watched);
    if (all?.size === 0) this.watched.delete(key);
  }
}

function keyOf(queue: string, messageId: string): string {
  return `${queue} ${messageId}`;
}
