import { Module } from '@nestjs/common';
import type { Topology } from '@warren/model';
import { TimeSlices } from '@warren/platform';
import { Journal } from '../journal/journal';
import { JournalModule } from '../journal/journal.module';
import { MessagingConfig } from '../amqp/connection/messaging.config';
import { ConfirmPublisher } from '../amqp/confirms/confirm-publisher';
import { PublishingModule } from '../publishing/publishing.module';
import { TOPOLOGY } from '../topology/topology.token';
import { DeadLetters } from './list/dead-letters';
import { DeadLettersConfig } from './list/dead-letters.config';
import { LargeBodies } from './recording/large-bodies';

/**
 * Dead letters as the journal has them, for an app that shows them and records none: inject `DeadLetters`,
 * and `LargeBodies` for the bytes of one.
 */
@Module({
  imports: [PublishingModule, JournalModule],
  providers: [
    {
      provide: DeadLetters,
      inject: [Journal, DeadLettersConfig, TimeSlices],
      useFactory: (
        journal: Journal,
        { capacity, capacityBytes }: DeadLettersConfig,
        slices: TimeSlices,
      ) => {
        const letters = new DeadLetters(capacity, capacityBytes, slices);
        // One that is still open is never forgotten, however old.
        journal.follow(letters, 'first');
        letters.isCompleteAfter(journal.ready('first'));
        return letters;
      },
    },
    {
      provide: LargeBodies,
      inject: [ConfirmPublisher, MessagingConfig, TOPOLOGY],
      useFactory: (publisher: ConfirmPublisher, config: MessagingConfig, topology: Topology) =>
        new LargeBodies(publisher, config, topology.deadLetters.bodies.queue),
    },
  ],
  exports: [DeadLetters, LargeBodies],
})
export class DeadLetterListModule {}
