import { Module } from '@nestjs/common';
import { MeterReadingsHandler } from './meter-readings.handler';
import { MeterStore, FakeMeterStore } from './meter-store';

/** Many events at once, of which some may fail: docs/use-cases/batch.md. */
@Module({
  providers: [MeterReadingsHandler, { provide: MeterStore, useClass: FakeMeterStore }],
})
export class BatchModule {}
