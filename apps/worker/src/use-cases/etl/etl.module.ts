import { Module } from '@nestjs/common';
import { JournalModule, ProgressModule } from '@warren/messaging';
import { EtlController } from './etl.controller';
import { EtlHandler } from './etl.handler';
import { EtlJobs } from './etl-jobs.projection';
import { FakeWarehouse, Warehouse } from './warehouse';

/** Long jobs that resume where they were: docs/use-cases/etl.md. */
@Module({
  imports: [JournalModule.forFeature([EtlJobs]), ProgressModule],
  controllers: [EtlController],
  providers: [EtlHandler, EtlJobs, { provide: Warehouse, useClass: FakeWarehouse }],
})
export class EtlModule {}
