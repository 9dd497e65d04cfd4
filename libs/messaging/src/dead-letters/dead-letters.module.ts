import { Module, type DynamicModule, type Provider, type Type } from '@nestjs/common';
import { topology } from '@warren/contracts';
import { Readiness, TimeSlices } from '@warren/platform';
import { Claims } from '../journal/claims';
import { Journal } from '../journal/journal';
import { MessagingConfig } from '../messaging.config';
import { ConfirmPublisher } from '../publishing/confirm-publisher';
import { PublishingModule } from '../publishing/publishing.module';
import { CanaryWatch } from './canary-watch';
import { DeadLetterClaims } from './dead-letter-claims';
import { DeadLetterRecorder } from './dead-letter-recorder';
import { DeadLetters } from './dead-letters';
import { DeadLettersConfig } from './dead-letters.config';
import { Discarder } from './discarder';
import { LargeBodies } from './large-bodies';
import { RedriveSender } from './redrive-sender';
import { Redriver } from './redriver';

/** Views are told of records from the start on, so they follow the journal as they are made. */
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
      // One that nobody has put right is never forgotten, however old.
      journal.follow(letters, 'first');
      letters.isWholeAfter(journal.ready('first'));
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

const ACTIONS: Provider[] = [
  {
    provide: LargeBodies,
    inject: [ConfirmPublisher, MessagingConfig],
    useFactory: (publisher: ConfirmPublisher, config: MessagingConfig) =>
      new LargeBodies(publisher, config, topology.deadLetters.bodies.queue),
  },
  {
    provide: RedriveSender,
    inject: [ConfirmPublisher, Journal, DeadLetterClaims, LargeBodies],
    useFactory: (
      publisher: ConfirmPublisher,
      journal: Journal,
      claims: DeadLetterClaims,
      bodies: LargeBodies,
    ) => new RedriveSender(publisher, journal, claims, topology, bodies),
  },
  {
    provide: Redriver,
    inject: [DeadLetters, RedriveSender, CanaryWatch, MessagingConfig],
    useFactory: (
      letters: DeadLetters,
      sender: RedriveSender,
      canaries: CanaryWatch,
      config: MessagingConfig,
    ) => new Redriver(letters, sender, canaries, topology, config),
  },
  {
    provide: Discarder,
    inject: [DeadLetters, Journal, DeadLetterClaims],
    useFactory: (letters: DeadLetters, journal: Journal, claims: DeadLetterClaims) =>
      new Discarder(letters, journal, claims),
  },
];

/**
 * Records dead letters, and lets them be looked at and acted on: inject `DeadLetters`, `Redriver`,
 * `Discarder`, and `LargeBodies` for the bytes of one. Of several processes each records a part, and all see the whole.
 */
@Module({})
export class DeadLettersModule {
  /** @param journal the module that provides and exports the `Journal`. */
  static forRoot(journal: Type): DynamicModule {
    return {
      module: DeadLettersModule,
      imports: [PublishingModule, journal],
      providers: [
        ...VIEWS,
        ...ACTIONS,
        {
          provide: DeadLetterRecorder,
          inject: [Journal, ConfirmPublisher, MessagingConfig, Readiness],
          useFactory: (
            kept: Journal,
            publisher: ConfirmPublisher,
            config: MessagingConfig,
            readiness: Readiness,
          ) => new DeadLetterRecorder(kept, publisher, topology, config, readiness),
        },
      ],
      exports: [DeadLetters, Redriver, Discarder, LargeBodies],
    };
  }
}
