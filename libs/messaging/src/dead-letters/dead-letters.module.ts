import { Module, type Provider } from '@nestjs/common';
import type { Topology } from '@warren/model';
import { TimeSlices } from '@warren/platform';
import { Claims } from '../journal/claims';
import { Journal } from '../journal/journal';
import { JournalModule } from '../journal/journal.module';
import { MessagingConfig } from '../amqp/connection/messaging.config';
import { ConfirmPublisher } from '../amqp/confirms/confirm-publisher';
import { PublishingModule } from '../publishing/publishing.module';
import { RetentionModule } from './retention/retention.module';
import { TOPOLOGY } from '../topology/topology.token';
import { CanaryWatch } from './redrive/canary-watch';
import { DeadLetterClaims } from './redrive/dead-letter-claims';
import { DeadLetterRecorder } from './recording/dead-letter-recorder';
import { DeadLetters } from './list/dead-letters';
import { DeadLettersConfig } from './list/dead-letters.config';
import { Discarder } from './redrive/discarder';
import { LargeBodies } from './recording/large-bodies';
import { RedriveSender } from './redrive/redrive-sender';
import { Redriver } from './redrive/redriver';

/** Views need every record from the start on, so they follow the journal as they are made. */
const VIEWS: Provider[] = [
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
    provide: DeadLetterClaims,
    // After the dead letters themselves: what ends a claim settles its dead letter first.
    inject: [Journal, DeadLetters],
    useFactory: (journal: Journal) => {
      const claims = new Claims(journal, 'dead-letter');
      journal.follow(claims, 'first');
      return new DeadLetterClaims(claims);
    },
  },
  {
    provide: CanaryWatch,
    inject: [Journal],
    useFactory: (journal: Journal) => {
      const canaries = new CanaryWatch(journal);
      journal.follow(canaries);
      return canaries;
    },
  },
];

/**
 * Records dead letters, keeps the open ones for longer than the stream keeps records, and lets them be
 * looked at and acted on: inject `DeadLetters`, `Redriver`,
 * `Discarder`, and `LargeBodies` for the bytes of one. Of several processes each records a part, and all see the whole.
 */
@Module({
  imports: [PublishingModule, JournalModule, RetentionModule],
  providers: [
    ...VIEWS,
    {
      provide: LargeBodies,
      inject: [ConfirmPublisher, MessagingConfig, TOPOLOGY],
      useFactory: (publisher: ConfirmPublisher, config: MessagingConfig, topology: Topology) =>
        new LargeBodies(publisher, config, topology.deadLetters.bodies.queue),
    },
    RedriveSender,
    Redriver,
    Discarder,
    DeadLetterRecorder,
  ],
  exports: [DeadLetters, Redriver, Discarder, LargeBodies],
})
export class DeadLettersModule {}
