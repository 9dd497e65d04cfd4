import type { ProgressRecord } from '../messages/journal-record';
import { processed } from '../journal/stream-journal.harness';

/** What a spec may say of a record of progress. */
interface SavedFacts {
  readonly done: number;
  readonly redrives?: number;
  readonly edits?: number;
  readonly attempt?: number;
  readonly redeliveries?: number;
  readonly atMs?: number;
}

/** That a handler of the queue `first` was so far with this message. */
export function saved(messageId: string, { atMs = 0, done, ...run }: SavedFacts): ProgressRecord {
  const { delivery, worker } = processed(messageId);
  return {
    ...{ kind: 'progress', worker, at: new Date(atMs), done },
    delivery: { ...delivery, ...run },
  };
}
