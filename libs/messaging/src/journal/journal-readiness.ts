import { WarrenError } from '@warren/model';
import type { Journal } from './journal';

/**
 * Whether this process has read the journal from the first record that is kept. A view that follows it
 * from there says too little until then.
 */
export class JournalReadiness {
  private isRead = false;

  constructor(journal: Pick<Journal, 'ready'>) {
    journal.ready('first').then(
      () => (this.isRead = true),
      () => undefined,
    );
  }

  /** @throws WarrenError `not_ready` while the journal is being read. */
  check(): void {
    if (this.isRead) return;
    throw new WarrenError('not_ready', 'the journal is still being read; try again in a moment');
  }
}
