import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import type { CheckResult } from '@warren/platform';
import { settleWithin } from '../../async/settle-within';
import { KeyedMutex } from '../../async/keyed-mutex';
import type { MessagingConfig } from '../../amqp/connection/messaging.config';
import type { ConfirmPublisher } from '../../amqp/confirms/confirm-publisher';
import type { OutgoingMessage } from '../../messages/outgoing-message';
import { ConfirmConnection } from '../../amqp/confirms/confirm-connection';
import { MessageTooLargeError } from '../../amqp/confirms/message-limit';
import { encodeAnswer, type Answer } from '../wire/answer';
import type { ReplyAddress } from '../wire/read-request';
import { isDirectReply } from '../wire/reply-address';
import { DirectReplies } from './direct-replies';

const PAUSE_MS = 500;
/** How often an answer is sent of which the broker has said nothing. */
const LOSSES = 3;
/** The part of a worker's places for commands that answers to one queue for replies may keep, waiting. */
const SHARE_OF_ONE = 0.1;

/**
 * Sends answers, on a connection of its own. A reply address is what the caller wrote, and RabbitMQ 3
 * closes the connection on which something is sent to a direct reply address that is forged: so only an
 * address that the broker says exists is sent to. Should an answer be lost with its connection all the
 * same, it is sent again apart from all that were lost with it, and given up when that is what happens
 * every time.
 */
export class AnswerSender {
  private readonly logger = new Logger(AnswerSender.name);
  private readonly connection: ConfirmConnection;
  private readonly stopping = new AbortController();
  private readonly suspects = new KeyedMutex();
  /** How many answers wait for an address that the broker refuses while it takes others. */
  private readonly waiting = new Map<string, number>();
  private readonly directReplies: DirectReplies;

  /**
   * @param publisher brings a queue for replies back that the broker lost.
   * @param places how many commands a worker has in hand at once.
   */
  constructor(
    config: MessagingConfig,
    private readonly publisher: Pick<ConfirmPublisher, 'isBlocked' | 'restoreTopology'>,
    private readonly places: number,
  ) {
    this.connection = new ConfirmConnection(config, { role: 'answers' });
    this.directReplies = new DirectReplies(config);
  }

  /** Begins to connect and returns at once. */
  start(): void {
    this.connection.start();
  }

  check(): CheckResult {
    return this.connection.check();
  }

  /**
   * Resolves when the broker has confirmed the answer, or when it is of no use: its caller's
   * deadline has passed, or it cannot be sent at all. While the broker takes nothing, it is sent again,
   * and while its queue for replies is full, but not when others that wait for that one keep a tenth of the places, and while it is not
   * there, which the topology brings back.
   * A caller whose channel is gone is not noticed: the broker drops the answer.
   *
   * @param about the command, for the log.
   * @throws AbortError when the sender is stopped first: the command is to be left to the broker.
   * @throws TypeError when the answer is not JSON, RangeError when it is larger than the broker takes:
   * nothing was sent.
   */
  async send(
    address: ReplyAddress,
    answer: Answer,
    deadline: number,
    about: object,
  ): Promise<void> {
    const details = { ...about, ...address };
    const message = toMessage(address, encodeAnswer(answer, address.correlationId));
    const { signal } = this.stopping;
    for (let losses = 0; losses < LOSSES;) {
      signal.throwIfAborted();
      const outcome = await this.attempt(message, losses > 0, details);
      if (outcome === 'sent') return;
      if (outcome === 'impossible') break;
      if (outcome === 'unknown') losses += 1;
      if (outcome === 'unroutable') await this.restore(deadline);
      const isRefused = outcome === 'refused';
      if (Date.now() >= deadline || !(await this.pause(address.replyTo, isRefused))) break;
    }
    this.logger.warn(details, 'an answer could not be sent');
  }

  /** Gives up what is not confirmed yet, and closes. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await Promise.all([this.connection.close(), this.directReplies.stop()]);
  }

  /**
   * Resolves half a second later; at once, with false, when the broker takes other answers and refuses
   * those to this address, and too many of them wait already.
   *
   * @throws AbortError when the sender is stopped first.
   */
  private async pause(replyTo: string, isRefused: boolean): Promise<boolean> {
    const { signal } = this.stopping;
    if (!isRefused || this.connection.refusal !== undefined) {
      await wait(PAUSE_MS, undefined, { signal });
      return true;
    }
    const count = this.waiting.get(replyTo) ?? 0;
    if (count >= Math.max(1, this.places * SHARE_OF_ONE)) return false;
    this.waiting.set(replyTo, count + 1);
    try {
      await wait(PAUSE_MS, undefined, { signal });
      return true;
    } finally {
      const left = (this.waiting.get(replyTo) ?? 1) - 1;
      if (left > 0) this.waiting.set(replyTo, left);
      else this.waiting.delete(replyTo);
    }
  }

  /** Never rejects, and waits no longer than anybody waits for the answer. */
  private async restore(deadline: number): Promise<void> {
    // A broker with an alarm would answer when it is over.
    if (this.publisher.isBlocked) return;
    const restored = this.publisher.restoreTopology().catch((error: unknown) => {
      this.logger.warn({ err: error }, 'the topology could not be restored');
    });
    await settleWithin(restored, Math.max(0, deadline - Date.now()));
  }

  private async attempt(
    message: OutgoingMessage,
    isSuspect: boolean,
    details: object,
  ): Promise<'sent' | 'unknown' | 'unroutable' | 'refused' | 'impossible'> {
    const fault = await this.findAddressFault(message.routingKey, details);
    if (fault !== undefined) return fault;
    try {
      const { kind } = await (isSuspect
        ? this.suspects.run('one', () => this.connection.send(message))
        : this.connection.send(message));
      return kind === 'confirmed' ? 'sent' : kind;
    } catch (error) {
      if (error instanceof MessageTooLargeError) throw error;
      // What the caller wrote there cannot be written again.
      this.logger.warn({ ...details, err: error }, 'AMQP cannot carry an answer');
      return 'impossible';
    }
  }

  /** Why nothing may be sent there, if so; `refused` while the broker cannot be asked. */
  private async findAddressFault(
    replyTo: string,
    details: object,
  ): Promise<'impossible' | 'refused' | undefined> {
    if (!isDirectReply(replyTo)) return undefined;
    if (this.connection.refusal !== undefined) return 'refused';
    try {
      return (await this.directReplies.exists(replyTo)) ? undefined : 'impossible';
    } catch (error) {
      this.logger.warn(
        { ...details, err: error },
        'the broker could not be asked for a reply address',
      );
      return 'refused';
    }
  }
}

/**
 * One to a direct reply address is not mandatory: the broker gives every such answer back, also those
 * that arrive.
 */
function toMessage({ replyTo, correlationId }: ReplyAddress, body: Buffer): OutgoingMessage {
  return {
    exchange: '',
    routingKey: replyTo,
    body,
    properties: {
      messageId: randomUUID(),
      correlationId,
      appId: 'warren',
      contentType: 'application/json',
      persistent: false,
      mandatory: !isDirectReply(replyTo),
    },
  };
}
