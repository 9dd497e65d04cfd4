import { randomUUID } from 'node:crypto';
import {
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { WarrenError } from '@warren/model';
import type { Channel } from 'amqplib';
import { Lifecycle, Readiness } from '@warren/platform';
import { countMessages } from '../asking/ask-queue';
import { askTime, type BrokerTime } from '../asking/ask-time';
import { settleWithin } from '../../async/settle-within';
import { DIRECT_REPLY_QUEUE } from '../../wire/property-bytes';
import { aboutMessage } from '../../decoding/about-message';
import { writeMark } from '../../records/entries';
import { MessagingConfig } from '../connection/messaging.config';
import { TopologyKeeper } from '../declaring/topology-keeper';
import { ConfirmConnection } from './confirm-connection';
import { MessageTooLargeError } from './message-limit';
import type { OutgoingMessage, SendOutcome } from '../../messages/outgoing-message';
import { SendQueue } from './send-queue';

const DEPTH_WITHIN_MS = 2_000;

/**
 * Sends messages and reports the true outcome of each. It has a connection of its own, since one
 * bad publish makes the broker close the connection it came on. Nothing is buffered: away from the
 * broker, or with the window full, a publish is refused at once.
 */
@Injectable()
export class ConfirmPublisher implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(ConfirmPublisher.name);
  private readonly connection: ConfirmConnection;
  private readonly line: SendQueue;

  constructor(
    private readonly config: MessagingConfig,
    private readonly topology: TopologyKeeper,
    lifecycle: Lifecycle,
    readiness: Readiness,
  ) {
    this.line = new SendQueue(this, config.publishTimeoutMs);
    this.connection = new ConfirmConnection(config, {
      role: 'publishing',
      isPrimary: true,
      prepare: (url) => {
        topology.moveTo(url);
        return topology.ensure();
      },
      // Readers of the journal pass over it.
      probe: () => writeMark(randomUUID(), topology.journal),
      onLate: (message, outcome) =>
        this.logger.warn(
          { ...aboutMessage({ ...message, content: message.body }), outcome },
          'the broker answered after the deadline',
        ),
    });
    // A process cannot start its work on a broker that contradicts its topology: it ends.
    topology.whenMismatched((error) => {
      void this.connection.close();
      lifecycle.fail(error);
    });
    readiness.register('broker', () => this.connection.check());
    readiness.register('topology', () => topology.check());
  }

  /** Begins to connect; does not wait, so that an app starts without its broker. */
  onApplicationBootstrap(): void {
    this.connection.start();
  }

  /** Waits for the answers still due, up to the publish timeout, and closes the connection. */
  async onApplicationShutdown(): Promise<void> {
    await settleWithin(this.connection.drained(), this.config.publishTimeoutMs);
    await Promise.all([this.connection.close(), this.topology.close()]);
  }

  /**
   * Sends the message and resolves with what became of it, by the publish timeout at the latest.
   * The broker is asked to give back what no queue wants only if `mandatory` is set.
   *
   * Rejects with WarrenError `invalid_request` when AMQP cannot carry one of the properties, or the
   * broker would close the channel for it, `too_large` when the broker takes no message of that size.
   */
  send(message: OutgoingMessage): Promise<SendOutcome> {
    try {
      if (message.properties.replyTo === DIRECT_REPLY_QUEUE)
        throw new RangeError('nothing consumes direct replies on this channel');
      const unsafe = this.whyUnsafe(message);
      return unsafe ? Promise.resolve(unsafe) : this.connection.send(message);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      const code = error instanceof MessageTooLargeError ? 'too_large' : 'invalid_request';
      return Promise.reject(new WarrenError(code, `the message cannot be sent: ${reason}`));
    }
  }

  /** What is to wait in a queue must not go into one that may lose it. */
  private whyUnsafe({ exchange, routingKey }: OutgoingMessage): SendOutcome | undefined {
    const reason = exchange === '' ? this.topology.whyUnsafe(routingKey) : undefined;
    return reason === undefined ? undefined : { kind: 'refused', reason, queues: [routingKey] };
  }

  /**
   * Resolves when a message would not be refused for want of room: for a sender that would rather
   * wait than fail. `undefined` when it would not now, or for another reason.
   */
  untilRoom(): Promise<void> | undefined {
    return this.connection.untilRoom();
  }

  /**
   * As `send`, but while the window is full it waits its turn, up to the publish timeout, and is
   * refused only then. So it is settled by twice that time.
   */
  sendPatiently(message: OutgoingMessage): Promise<SendOutcome> {
    return this.isBlocked ? this.send(message) : this.line.send(message);
  }

  /** Whether there is a connection to send on; a send may be refused all the same. */
  get isConnected(): boolean {
    return this.connection.model !== undefined;
  }

  /** Whether the broker takes no messages on it now: it reads nothing there, not even a declaration. */
  get isBlocked(): boolean {
    return this.connection.isBlocked;
  }

  /**
   * Brings the topology about again, when something on the broker was lost. A queue that is unavailable
   * is no failure: the others are there.
   */
  async restoreTopology(): Promise<void> {
    if (!this.isConnected) throw new Error('not connected to the broker');
    await this.topology.ensure();
  }

  /**
   * Brings one queue about again, with its bindings.
   *
   * @throws Error that says why it is unavailable.
   */
  async restoreQueue(queue: string): Promise<void> {
    if (!this.isConnected) throw new Error('not connected to the broker');
    await this.topology.ensureQueue(queue);
  }

  /** Why the queue is unavailable, as far as that is known. */
  whyUnavailable(queue: string): string | undefined {
    return this.topology.whyUnavailable(queue);
  }

  /**
   * How many messages wait in a queue, as the broker says; those that a consumer holds do not count.
   * Undefined when it does not say within two seconds, or there is no such queue.
   */
  async depthOf(queue: string): Promise<number | undefined> {
    if (!this.connection.model || this.isBlocked) return undefined;
    const asked = countMessages(this.connection.model, queue).catch(() => undefined);
    const isAnswered = await settleWithin(asked, DEPTH_WITHIN_MS);
    return isAnswered ? asked : undefined;
  }

  /** A further channel of this connection, for what needs no confirm; undefined while there is none. */
  async openChannel(): Promise<Channel | undefined> {
    return this.isBlocked ? undefined : this.connection.model?.createChannel();
  }

  /** What time it is by the broker's clock; undefined when it does not say. Never rejects. */
  async askTime(): Promise<BrokerTime | undefined> {
    if (!this.connection.model || this.isBlocked) return undefined;
    return askTime(this.connection.model).catch(() => undefined);
  }

  /** The largest body that is sent, in bytes: what is derived from a message must fit it. */
  get maxMessageBytes(): number {
    return this.connection.maxMessageBytes;
  }

  /** Why nothing can be sent now, if so. */
  get refusal(): string | undefined {
    return this.connection.refusal;
  }
}
