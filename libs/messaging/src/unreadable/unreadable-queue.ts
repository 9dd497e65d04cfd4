import { setTimeout as wait } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import { type Topology, WarrenError } from '@warren/model';
import type { Channel, ChannelModel, ConsumeMessage } from 'amqplib';
import { BrokerConnection } from '../connection/broker-connection';
import { isBrokerFault } from '../connection/broker-fault';
import { consumerTag } from '../connection/name-connection';
import { settleWithin } from '../connection/settle-within';
import { MessagingConfig, type BrokerSettings } from '../messaging.config';
import { TOPOLOGY } from '../topology/topology.token';
import { readUnreadable, UNDELIVERABLE, type SetAsideMessage } from './read-unreadable';

const LOOK_TIMEOUT_MS = 10_000;
/** To twice that, after another process was found looking. */
const AGAIN_AFTER_MS = 100;
/** How often it is asked whether all are back; others may take some out meanwhile. */
const MAX_ASKED_AGAIN = 20;
/** RabbitMQ takes no larger prefetch. */
const MAX_PREFETCH = 65_535;

/** A look at one message after the other. */
interface Walk<T> {
  left: number;
  isAsking: boolean;
  readonly found: T[];
}

/**
 * Shows the messages that were set aside. Looking consumes nothing: the broker puts all of them back in
 * their order when the look is over. Processes look in turn: of two that begin together at least one
 * gives way, and begins again a moment later.
 *
 * Where the broker cannot hand over one of them, all are fetched and put back one by one: the broker puts
 * each behind those that came back before. So each is seen once, and `UNDELIVERABLE` stands for such a one.
 */
@Injectable()
export class UnreadableQueue {
  private last: Promise<unknown> = Promise.resolve();
  /** How many there were when it was asked last. */
  private total = 0;

  constructor(
    @Inject(MessagingConfig) private readonly config: BrokerSettings,
    @Inject(TOPOLOGY) private readonly topology: Pick<Topology, 'unreadable'>,
  ) {}

  /**
   * Gives what `each` makes of every message, the oldest first, to `use`, and resolves with what that
   * does. One look at a time, since each has all the messages in memory for a moment; the next begins
   * when what was made of them is used.
   *
   * @throws WarrenError `not_ready` when the broker does not answer within ten seconds.
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
    let walk: Walk<T> | undefined;
    let done = (): void => undefined;
    const finished = new Promise<void>((resolve) => (done = resolve));
    const connection = new BrokerConnection({
      role: 'reading unreadable',
      settings: this.config,
      setUp: async (model) => {
        model.once('error', (error: Error) => {
          if (!isBrokerFault(error)) return;
          if (walk?.isAsking) walk.found.push(each(UNDELIVERABLE));
          walk ??= { left: this.total, isAsking: false, found: [] };
        });
        found ??= await (walk ? this.walkOn(model, walk, each) : this.readAll(model, each));
        done();
      },
      onLost: () => undefined,
      beforeReconnect: () => Promise.resolve(walk !== undefined),
    });
    connection.start();
    await settleWithin(finished, LOOK_TIMEOUT_MS);
    await connection.close();
    if (found === undefined) {
      throw new WarrenError('not_ready', 'the queue for unreadable messages cannot be read now');
    }
    return found;
  }

  private async walkOn<T>(
    connection: ChannelModel,
    walk: Walk<T>,
    each: (message: SetAsideMessage) => T,
  ): Promise<T[]> {
    const channel = await connection.createChannel();
    channel.on('error', () => undefined);
    walk.isAsking = false;
    await this.untilAllAreBack(channel);
    for (walk.isAsking = true; walk.left > 0;) {
      walk.left -= 1;
      const message = await channel.get(this.topology.unreadable.queue);
      if (!message) break;
      walk.found.push(each(readUnreadable(message)));
      channel.nack(message);
    }
    await channel.close();
    return walk.found;
  }

  /** What a lost connection had in hand is not there for a moment. */
  private async untilAllAreBack(channel: Channel): Promise<void> {
    for (let asked = 0; asked < MAX_ASKED_AGAIN; asked += 1) {
      const { messageCount } = await channel.checkQueue(this.topology.unreadable.queue);
      if (messageCount >= this.total) return;
      await wait(AGAIN_AFTER_MS);
    }
  }

  private async readAll<T>(
    connection: ChannelModel,
    each: (message: SetAsideMessage) => T,
  ): Promise<T[]> {
    for (;;) {
      const found = await this.tryToRead(connection, each);
      if (found) return found;
      await wait(AGAIN_AFTER_MS * (1 + Math.random()));
    }
  }

  /** Undefined when another process has some of them. */
  private async tryToRead<T>(
    connection: ChannelModel,
    each: (message: SetAsideMessage) => T,
  ): Promise<T[] | undefined> {
    const { queue } = this.topology.unreadable;
    const channel = await connection.createChannel();
    channel.on('error', () => undefined);
    try {
      const { consumerCount, messageCount } = await channel.checkQueue(queue);
      if (consumerCount > 0) return undefined;
      this.total = messageCount;
      const expected = Math.min(messageCount, MAX_PREFETCH);
      const found: T[] = [];
      if (expected === 0) return found;
      await channel.prefetch(expected);
      const take = (message: ConsumeMessage): unknown => found.push(each(readUnreadable(message)));
      const isComplete = await this.receive(channel, expected, take);
      return isComplete ? found : undefined;
    } finally {
      // Nothing was acked: the broker puts all of them back.
      await channel.close().catch(() => undefined);
    }
  }

  /**
   * Resolves when so many have come, or there are no more after all; with false when another process
   * consumes too.
   */
  private async receive(
    channel: Channel,
    expected: number,
    take: (message: ConsumeMessage) => void,
  ): Promise<boolean> {
    const { queue } = this.topology.unreadable;
    let received = 0;
    return new Promise<boolean>((resolve, reject) => {
      channel.once('close', () => reject(new Error('the channel was closed')));
      const receive = (message: ConsumeMessage | null): void => {
        if (message) take(message);
        received += 1;
        if (message === null || received === expected) resolve(true);
      };
      channel
        .consume(queue, receive, { consumerTag: consumerTag(queue) })
        .then(() => channel.checkQueue(queue))
        .then(({ consumerCount }) => consumerCount > 1 && resolve(false), reject);
    });
  }
}
