import { setTimeout as wait } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import { type Topology, WarrenError } from '@warren/model';
import type { Channel, ChannelModel, ConsumeMessage } from 'amqplib';
import { BrokerConnection } from '../amqp/connection/broker-connection';
import { isBrokerFault } from '../amqp/connection/broker-fault';
import { consumerTag } from '../amqp/connection/name-connection';
import { settleWithin } from '../async/settle-within';
import { MessagingConfig, type BrokerSettings } from '../amqp/connection/messaging.config';
import { TOPOLOGY } from '../topology/topology.token';
import { holdAlone } from './hold-alone';
import { readUnreadable, type SetAsideMessage } from './read-unreadable';
import { UnreadableWalk } from './walk-unreadable';

const LOOK_TIMEOUT_MS = 10_000;
/** To twice that, after another process was found looking. */
const AGAIN_AFTER_MS = 100;
/** RabbitMQ takes no larger prefetch. */
const MAX_PREFETCH = 65_535;

/**
 * Shows the messages that were set aside. Looking consumes nothing: the broker puts all of them back in
 * their order when the look is over. Processes look in turn, by the `lock` queue that one
 * connection has; where they may not declare it, of two that begin together at least one gives way.
 *
 * Where the broker cannot hand over one of them, all are fetched and put back one by one: the
 * broker puts each behind those that were returned before. So each is seen once, and
 * `UNDELIVERABLE` stands for such a one. That ends after six seconds; `notLookedAt` stands for the
 * rest, with which the next look begins.
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
   * @throws WarrenError `not_ready` when the broker does not answer within ten seconds, or others look for that long.
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
    const turn = this.connect('waiting for unreadable', (model) =>
      holdAlone(model, this.topology.unreadable.lock),
    );
    try {
      await turn.done;
      return await this.lookAlone(each);
    } finally {
      await turn.connection.close();
    }
  }

  private async lookAlone<T>(each: (message: SetAsideMessage) => T): Promise<T[]> {
    const { queue } = this.topology.unreadable;
    let walk: UnreadableWalk<T> | undefined;
    const look = this.connect(
      'reading unreadable',
      (model) => {
        model.once('error', (error: Error) => {
          if (!isBrokerFault(error)) return;
          walk?.noteFault();
          walk ??= new UnreadableWalk(queue, this.total, each);
        });
        return walk ? walk.continueOn(model) : this.readAll(model, each);
      },
      () => Promise.resolve(walk !== undefined),
    );
    try {
      return await look.done;
    } finally {
      await look.connection.close();
    }
  }

  /** Connects until `work` is done once; `done` rejects with `not_ready` when that takes ten seconds. */
  private connect<R>(
    role: string,
    work: (model: ChannelModel) => Promise<R>,
    beforeReconnect?: () => Promise<boolean>,
  ): { readonly connection: BrokerConnection; readonly done: Promise<R> } {
    let finish: (value: R) => void = () => undefined;
    const finished = new Promise<R>((resolve) => (finish = resolve));
    const connection = new BrokerConnection({
      role,
      settings: this.config,
      setUp: async (model) => finish(await work(model)),
      onLost: () => undefined,
      ...(beforeReconnect && { beforeReconnect }),
    });
    connection.start();
    const inTime = settleWithin(finished, LOOK_TIMEOUT_MS);
    const done = inTime.then((isDone) => {
      if (isDone) return finished;
      throw new WarrenError('not_ready', 'the queue for unreadable messages cannot be read now');
    });
    return { connection, done };
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
   * Resolves when enough have come, or there are no more after all; with false when another process
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
