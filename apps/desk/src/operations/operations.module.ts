import { Module } from '@nestjs/common';
import { Claims, DeadLetterActingModule, Journal, JournalModule } from '@warren/messaging';
import { ViewsModule } from '@warren/views';
import { MemberActor } from './act-on-member';
import { OperationRunner } from './operation-runner';
import { OperationsController } from './operations.controller';
import { OperationsProjection } from './operations.projection';
import { OperationsService } from './operations.service';

/** Operations on many dead letters. */
@Module({
  imports: [JournalModule, DeadLetterActingModule, ViewsModule],
  controllers: [OperationsController],
  providers: [
    MemberActor,
    OperationsService,
    {
      provide: OperationsProjection,
      inject: [Journal],
      useFactory: (journal: Journal) => {
        const operations = new OperationsProjection();
        journal.follow(operations, 'first');
        return operations;
      },
    },
    {
      provide: OperationRunner,
      inject: [OperationsProjection, Journal, MemberActor],
      useFactory: (operations: OperationsProjection, journal: Journal, actor: MemberActor) => {
        const claims = new Claims(journal, 'operation');
        journal.follow(claims, 'first');
        return new OperationRunner(operations, journal, claims, actor);
      },
    },
  ],
})
export class OperationsModule {}
