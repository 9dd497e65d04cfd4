import type { OnApplicationShutdown } from '@nestjs/common';
import { askQueues } from '../../amqp/asking/ask-queues';
import type { BrokerSettings } from '../../amqp/connection/messaging.config';
import { SideConnection } from '../../amqp/connection/side-connection';
import { withTimeout } from '../../async/with-timeout';
import type { ManagementConfig } from '../management.config';
import { readQueues, type BrokerQueue } from './read-queues';

/** An answer is given to everybody who asks within this time after it. */
const FRESH_MS = 2_000;
/** For all nodes together; then it is asked over AMQP. */
const WITHIN_MS = 5_000;
/** For all queues, over AMQP. */
const ASK_WITHIN_MS = 3_000;
/** A management API that failed is left alone that long: a broker logs each refusal. */
const AGAIN_AFTER_MS = 30_000;

/** What was learnt of the queues of the topology, and from where. */
export interface QueuesSeen {
  /** `amqp`: counts of messages and consumers only. `none`: the broker cannot be asked. */
  readonly source: 'management' | 'amqp' | 'none';
  /** When it was asked. */
  readonly at: Date;
  /** Why it is not the management API, or nothing. */
  readonly reason?: string;
  /** By name; a queue that is not there, or did not answer, is missing. */
  readonly queues: ReadonlyMap<string, BrokerQueue>;
}

/** How to ask; a test has others. */
export interface QueueSources {
  /** Undefined: the management API has no address here. */
  readonly management?: () => Promise<readonly BrokerQueue[]>;
  readonly amqp: () => Promise<readonly BrokerQueue[]>;
}

/**
 * What the broker says of its queues now: by the management API, or else over AMQP. However many ask, the
 * broker is asked once in two seconds, and only while somebody does.
 */
export class BrokerQueues implements OnApplicationShutdown {
  private last?: Promise<QueuesSeen>;
  private isFresh = false;
  private freshUntil = 0;
  private failedUntil = 0;
  private failure?: string;

  constructor(
    private readonly sources: QueueSources,
    private readonly close: () => Promise<void> = () => Promise.resolve(),
    private readonly now = (): number => performance.now(),
  ) {}

  /** Never rejects, and resolves within about twelve seconds. */
  read(): Promise<QueuesSeen> {
    const isUsable = !this.isFresh || this.now() < this.freshUntil;
    if (this.last && isUsable) return this.last;
    this.isFresh = false;
    this.last = this.ask().finally(() => {
      this.isFresh = true;
      this.freshUntil = this.now() + FRESH_MS;
    });
    return this.last;
  }

  async onApplicationShutdown(): Promise<void> {
    await this.close();
  }

  private async ask(): Promise<QueuesSeen> {
    const { amqp, management } = this.sources;
    const at = new Date();
    if (management && this.now() >= this.failedUntil) {
      try {
        return {
          source: 'management',
          at,
          queues: byName(await withTimeout(management(), WITHIN_MS)),
        };
      } catch (error) {
        this.failure = wordsOf(error);
        this.failedUntil = this.now() + AGAIN_AFTER_MS;
      }
    }
    const reason = management ? this.failure : 'RABBITMQ_MANAGEMENT_URL is not set';
    try {
      return { source: 'amqp', at, reason, queues: byName(await amqp()) };
    } catch (error) {
      return { source: 'none', at, reason: wordsOf(error), queues: new Map() };
    }
  }
}

/**
 * Asks the broker of this configuration. Over AMQP it uses a connection of its own, which is opened when
 * it is needed: publishing must not wait for a queue that does not answer.
 */
export function askBrokerQueues(
  names: readonly string[],
  messaging: BrokerSettings,
  management: ManagementConfig,
): BrokerQueues {
  const side = new SideConnection('looking at queues', messaging);
  let node = 0;
  side.moveTo(messaging.urls[0] as string);
  const amqp = async (): Promise<readonly BrokerQueue[]> => {
    const asked = side.open().then((model) => askQueues(model, names, ASK_WITHIN_MS));
    try {
      return await withTimeout(asked, WITHIN_MS);
    } catch (error) {
      node += 1;
      side.moveTo(messaging.urls[node % messaging.urls.length] as string);
      throw error;
    }
  };
  const sources = {
    ...(management.url !== undefined && { management: () => readQueues(messaging, management) }),
    amqp,
  };
  return new BrokerQueues(sources, () => side.close());
}

function byName(queues: readonly BrokerQueue[]): ReadonlyMap<string, BrokerQueue> {
  return new Map(queues.map((each) => [each.name, each]));
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
