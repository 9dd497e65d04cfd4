import { Module, type Provider } from '@nestjs/common';
import { Claims } from '../journal/claims';
import { Journal } from '../journal/journal';
import { JournalModule } from '../journal/journal.module';
import { PublishingModule } from '../publishing/publishing.module';
import { CanaryWatch } from './redrive/canary-watch';
import { DeadLetterClaims } from './redrive/dead-letter-claims';
import { DeadLetterListModule } from './dead-letter-list.module';
import { DeadLetters } from './list/dead-letters';
import { Discarder } from './redrive/discarder';
import { RedriveSender } from './redrive/redrive-sender';
import { Redriver } from './redrive/redriver';

/** They need every record from the start on, so they follow the journal as they are made. */
const FOLLOWERS: Provider[] = [
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
 * Acting on dead letters, for an app that records none: inject `Redriver`, `RedriveSender`, `Discarder`, and what
 * `DeadLetterListModule` has.
 */
@Module({
  imports: [PublishingModule, JournalModule, DeadLetterListModule],
  providers: [...FOLLOWERS, RedriveSender, Redriver, Discarder],
  exports: [DeadLetterListModule, RedriveSender, Redriver, Discarder],
})
export class DeadLetterActingModule {}
