import { queues } from '@warren/contracts';
import type { JournalRecord, Projection } from '@warren/messaging';
import { foldJob, type EtlJob } from './etl-job';

/** Jobs kept; those of which there was nothing new for the longest time go first. */
const MAX_JOBS = 200;

/** The jobs that have a source, from the journal: every worker shows the same. */
export class EtlJobs implements Projection {
  private readonly jobs = new Map<string, EtlJob>();

  constructor(private readonly mostJobs = MAX_JOBS) {}

  apply(record: JournalRecord): void {
    const { messageId, queue } = 'delivery' in record ? record.delivery : record;
    if (queue !== queues.etlJobs.name) return;
    const before = this.jobs.get(messageId);
    const job = foldJob(before, record);
    if (job === undefined || job === before) return;
    this.jobs.delete(messageId);
    this.jobs.set(messageId, job);
    for (const oldest of this.jobs.keys()) {
      if (this.jobs.size <= this.mostJobs) return;
      this.jobs.delete(oldest);
    }
  }

  /** Those with the latest news last. */
  read(): EtlJob[] {
    return [...this.jobs.values()];
  }
}
