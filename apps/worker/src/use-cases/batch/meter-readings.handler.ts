import { Injectable, Logger } from '@nestjs/common';
import { queues, type MeterReadingDto } from '@warren/contracts';
import { HandlesBatch, PermanentError, type BatchItem } from '@warren/messaging';
import { MeterStore } from './meter-store';

/** Readings of meters, from the direct exchange, stored up to 100 at a time. */
@Injectable()
export class MeterReadingsHandler {
  private readonly logger = new Logger(MeterReadingsHandler.name);

  constructor(private readonly meters: MeterStore) {}

  @HandlesBatch(queues.meterReadings)
  async store(items: readonly BatchItem<MeterReadingDto>[]): Promise<void> {
    const refused = await this.meters.store(items.map(({ event }) => event.payload));
    // These become dead letters at once, each alone; their neighbours are done.
    for (const { index, reason } of refused) {
      items[index]?.fail(new PermanentError('reading_below_last', reason));
    }
    this.logger.log({ readings: items.length, refused: refused.length }, 'readings stored');
  }
}
