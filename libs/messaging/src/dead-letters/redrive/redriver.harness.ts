import { type Topology, WarrenError } from '@warren/model';
import { RememberingJournal } from '../../consuming/remembering-journal.harness';
import { twoQueues } from '../../consuming/two-queues.harness';
import { Claims, type ClaimTimes } from '../../journal/claims';
import type { DeadLetteredRecord, ProcessedRecord } from '../../messages/journal-record';
import { MessagingConfig } from '../../amqp/connection/messaging.config';
import type { OutgoingMessage, SendOutcome } from '../../messages/outgoing-message';
import { CanaryWatch } from './canary-watch';
import { DeadLetterClaims } from './dead-letter-claims';
import { DeadLetters } from '../list/dead-letters';
import { Discarder } from './discarder';
import type { LargeBodies } from '../recording/large-bodies';
import type { RedriveOrder, RedriveResult, RedriveSummary } from './redrive-order';
import { RedriveSender } from './redrive-sender';
import { Redriver } from './redriver';
import { slicesAtOnce } from '../list/slices-at-once.harness';

/** What a redrive said: its results, and how it ended. */
export interface RedriveAnswer {
  readonly results: RedriveResult[];
  readonly summary?: RedriveSummary;
}

type Publisher = ConstructorParameters<typeof RedriveSender>[0];

/**
 * What acts on dead letters, with a journal that can be seen and a publisher that does what the
 * test sets.
 */
export class RedriverHarness {
  readonly letters = new DeadLetters(100_000, 100_000_000, slicesAtOnce);
  readonly sent: OutgoingMessage[] = [];
  readonly restoreTopology = jest.fn(() => Promise.resolve());
  readonly redriver: Redriver;
  readonly discarder: Discarder;
  /** The bytes of those whose record has an excerpt of them, by their id. */
  readonly large = new Map<string, Buffer>();
  readonly bodies: Pick<LargeBodies, 'use'> = {
    use: async (record, use) => {
      if (record.excerpt === undefined) return use(Buffer.from(record.body, record.encoding));
      const content = this.large.get(record.deadLetterId);
      if (content === undefined) throw new WarrenError('excerpt_only', 'only an excerpt is kept');
      return use(content);
    },
  };
  outcomeOf: (message: OutgoingMessage) => Promise<SendOutcome> | SendOutcome = () => ({
    kind: 'confirmed',
  });

  constructor(
    readonly journal = new RememberingJournal(),
    publisher?: Publisher,
    topology: Topology = twoQueues({}),
    times?: ClaimTimes,
  ) {
    const kept = new Claims(journal, 'dead-letter', times);
    const claims = new DeadLetterClaims(kept);
    const canaries = new CanaryWatch(journal);
    journal.follow(this.letters);
    journal.follow(kept);
    journal.follow(canaries);
    const sender = new RedriveSender(
      publisher ?? this.fake(),
      journal,
      claims,
      topology,
      this.bodies,
    );
    const config = new MessagingConfig();
    this.redriver = new Redriver(this.letters, sender, canaries, topology, config);
    this.discarder = new Discarder(this.letters, journal, claims);
  }

  async keep(...records: DeadLetteredRecord[]): Promise<void> {
    for (const record of records) await this.journal.append(record);
  }

  /** Redrives to the end. */
  async redrive(
    order: Partial<RedriveOrder>,
    signal = new AbortController().signal,
  ): Promise<RedriveAnswer> {
    const whole = { selection: { filter: {} }, reason: 'repaired', by: 'ana', ...order };
    const results: RedriveResult[] = [];
    for await (const step of await this.redriver.redrive(whole, signal)) {
      if ('summary' in step) return { results, summary: step.summary };
      results.push(step);
    }
    return { results };
  }

  get sentIds(): string[] {
    return this.sent.map(({ properties }) => properties.messageId);
  }

  private fake(): Publisher {
    return {
      send: async (message) => {
        this.sent.push(message);
        return this.outcomeOf(message);
      },
      untilRoom: () => undefined,
      restoreTopology: this.restoreTopology,
    };
  }
}

/** That a message was processed, as its worker records it. */
export function processed({ messageId, queue, redrives }: DeadLetteredRecord): ProcessedRecord {
  const at = new Date();
  return {
    kind: 'processed',
    event: { id: 'e', tipo: 'T', payload: {} },
    delivery: {
      messageId,
      hasGivenId: false,
      queue,
      exchange: '',
      routingKey: queue,
      attempt: 1,
      redeliveries: 0,
      redrives: redrives + 1,
      headers: {},
    },
    handler: 'First.run',
    worker: 'w',
    startedAt: at,
    at,
  };
}
