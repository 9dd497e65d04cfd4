import { Inject, Injectable, Logger } from '@nestjs/common';
import { queues, type EtlJobDto } from '@warren/contracts';
import { aboutDelivery, Handles, PermanentError, Progress, type Delivery } from '@warren/messaging';
import { Warehouse } from './warehouse';

const CHUNK_ROWS = 1_000;

/**
 * Long jobs, from the direct exchange. A job is loaded piece by piece, and what is done is saved after
 * each: the next attempt, of whichever worker, continues behind it.
 */
@Injectable()
export class EtlHandler {
  private readonly logger = new Logger(EtlHandler.name);

  constructor(
    private readonly warehouse: Warehouse,
    @Inject(Progress) private readonly progress: Pick<Progress, 'of' | 'save'>,
  ) {}

  @Handles(queues.etlJobs)
  async run(job: EtlJobDto, delivery: Delivery, signal: AbortSignal): Promise<void> {
    const { payload } = job;
    const { source, rows = 0, chunkRows = CHUNK_ROWS } = payload;
    if (source === undefined) return;
    if (!this.warehouse.knows(source)) {
      throw new PermanentError('unknown_source', `there is no source '${source}'`);
    }
    let done = this.doneBefore(delivery, source);
    while (done < rows) {
      const piece = { from: done, until: Math.min(done + chunkRows, rows) };
      await this.warehouse.load(payload, piece, signal);
      done = piece.until;
      await this.progress.save(delivery, { done, of: rows, state: { source } });
      this.logger.debug({ ...aboutDelivery(delivery, job), source, ...piece }, 'rows loaded');
    }
  }

  /** A redrive may edit the job: rows that were loaded from another source do not count. */
  private doneBefore(delivery: Delivery, source: string): number {
    const saved = this.progress.of(delivery);
    return saved?.state?.['source'] === source ? saved.done : 0;
  }
}
