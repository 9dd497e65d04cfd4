import type { Topology } from '@warren/contracts';
import { ProblemError } from '@warren/platform';
import type { Channel, ChannelModel, ConsumeMessage } from 'amqplib';
import { BrokerConnection } from '../connection/broker-connection';
import { settleWithin } from '../connection/settle-within';
import type { MessagingConfig } from '../messaging.config';
import { readUnreadable, type SetAsideMessage } from './read-unreadable';

const LOOK_TIMEOUT_MS = 10_000;
/** RabbitMQ takes no larger prefetch. */
const MAX_PREFETCH = 65_535;

/**
 * Shows the messages that were set aside. Looking consumes nothing: the broker puts all of them back in
 * their order when the look is over. Meanwhile another process does not see them.
 */
export class UnreadableQueue {
  private last: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly config: Pick<MessagingConfig, 'heartbeatSeconds' | 'urls'>,
    private readonly topology: Pick<Topology, 'unreadable'>,
  ) {}

  /**
   * Gives what `each` makes of every message, the oldest first, to `use`, and resolves with what that
   * does. One look at a time, since each has all the messages in memory for a moment; the next begins
   * when what was made of them is used.
   *
   * @throws ProblemError `not_ready` when the broker does not answer within ten seconds.
   */
  async look<T, R>(
    each: (message: SetAsideMessage) => T,
    use: (found: T[]) => R | Promise<R>,
  ): Promise<R> {
    const looking = this.last.then(async () => use(await this.lookOnce(each)));
    this.last = looking.catch(() => undefined);
    return looking;
  }

  private async lookOnce<T>(each: (message: SetAsideMessage) => T): Promise<T[]> {
    let found: T[] | undefined;
    let done = (): void => undefined;
    const finished = new Promise<void>((resolve) => (done = resolve));
    const connection = new BrokerConnection({
      name: 'warren unreadable',
      urls: this.config.urls,
      heartbeatSeconds: this.config.heartbeatSeconds,
      setUp: async (model) => {
        found ??= await this.readAll(model, each);
        done();
      },
      onLost: () => undefined,
    });
    connection.start();
    await settleWithin(finished, LOOK_TIMEOUT_MS);
    await connection.close();
    if (found === undefined) {
      throw new ProblemError('not_ready', 'the queue for unreadable messages cannot be read now');
    }
    return found;
  }

  private async readAll<T>(
    connection: ChannelModel,
    each: (message: SetAsideMessage) => T,
  ): Promise<T[]> {
    const channel = await connection.createChannel();
    channel.on('error', () => undefined);
    const { messageCount } = await channel.checkQueue(this.topology.unreadable.queue);
    const expected = Math.min(messageCount, MAX_PREFETCH);
    const found: T[] = [];
    if (expected > 0) {
      await channel.prefetch(expected);
      await this.receive(channel, expected, (message) => found.push(each(readUnreadable(message))));
    }
    // Nothing was acked: the broker puts all of them back.
    await channel.close();
    return found;
  }

  /** Resolves when so many have come, or there are no more after all. */
  private async receive(
    channel: Channel,
    expected: number,
    take: (message: ConsumeMessage) => void,
  ): Promise<void> {
    let received = 0;
    await new Promise<void>((resolve, reject) => {
      channel.once('close', () => reject(new Error('the channel was closed')));
      const receive = (message: ConsumeMessage | null): void => {
        if (message) take(message);
        received += 1;
        if (message === null || received === expected) resolve();
      };
      channel.consume(this.topology.unreadable.queue, receive).catch(reject);
    });
  }
}
