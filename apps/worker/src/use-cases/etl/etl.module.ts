import { Module } from '@nestjs/common';
import { Journal, JournalModule, ProgressModule } from '@warren/messaging';
import { EtlController } from './etl.controller';
import { EtlHandler } from './etl.handler';
import { EtlJobs } from './etl-jobs.projection';
import { PretendWarehouse, Warehouse } from './warehouse';

/** Long jobs that go on where they were: docs/use-cases/etl.md. */
@Module({
  imports: [JournalModule, ProgressModule],
  controllers: [EtlController],
  providers: [
    EtlHandler,
    { provide: Warehouse, useClass: PretendWarehouse },
    {
      provide: EtlJobs,
      inject: [Journal],
      useFactory: (journal: Journal) => {
        const jobs = new EtlJobs();
        journal.follow(jobs);
        return jobs;
      },
    },
  ],
})
export class EtlModule {}
