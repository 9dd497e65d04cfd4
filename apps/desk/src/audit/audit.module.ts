import { Module } from '@nestjs/common';
import { Journal, JournalModule } from '@warren/messaging';
import { Exports } from '@warren/views';
import { AuditController } from './audit.controller';
import { AuditProjection } from './audit.projection';

/** Who did what. */
@Module({
  imports: [JournalModule],
  controllers: [AuditController],
  providers: [
    Exports,
    {
      provide: AuditProjection,
      inject: [Journal],
      useFactory: (journal: Journal) => {
        const audit = new AuditProjection();
        journal.follow(audit, 'first');
        return audit;
      },
    },
  ],
})
export class AuditModule {}
