import { Module } from '@nestjs/common';
import type { Topology } from '@warren/model';
import { Claims } from '../journal/claims';
import { Journal } from '../journal/journal';
import { JournalModule } from '../journal/journal.module';
import { ConfirmPublisher } from '../amqp/confirms/confirm-publisher';
import { PublishingModule } from '../publishing/publishing.module';
import { TOPOLOGY } from '../topology/topology.token';
import { Replayer } from './replayer';
import { ReplaySender } from './replay-sender';

/** Publishing past events again: inject `Replayer`. */
@Module({
  imports: [PublishingModule, JournalModule],
  providers: [
    {
      provide: Replayer,
      inject: [Journal, ConfirmPublisher, TOPOLOGY],
      useFactory: (journal: Journal, publisher: ConfirmPublisher, topology: Topology) => {
        const claims = new Claims(journal, 'replay');
        journal.follow(claims);
        return new Replayer(journal, new ReplaySender(publisher), topology, claims);
      },
    },
  ],
  exports: [Replayer],
})
export class ReplayingModule {}
