import type { ConfirmChannel, Message } from 'amqplib';
import { forbids, readForbiddenRoute, type ForbiddenRoute } from './forbidden-route';
import { isReturnOf } from './is-return-of';
import type { MessageWriter } from './message-writer';
import type { OutgoingMessage, SendOutcome } from '../../messages/outgoing-message';
import { RoomWaiters } from './room-waiters';

interface InFlight {
  readonly message: OutgoingMessage;
  returned: boolean;
  readonly deadline: number;
  /** Absent once the sender has got `unknown`. */
  settle?: (outcome: SendOutcome) => void;
}

/**
 * The messages of one confirm channel that the broker has not answered yet.
 *
 * The broker answers a publish with an ack or nack by its number on the channel, and sends a
 * mandatory message that no queue took back before that ack; a return carries no number, so it is
 * known by its id and its route. Lives as long as its channel: when that closes, what is in flight is
 * `unknown`.
 */
export class ConfirmWindow {
  private readonly inFlight = new Map<number, InFlight>();
  private lastNumber = 0;
  private sweeper?: NodeJS.Timeout;
  private closedBecause = 'the connection was lost before the broker answered';
  private forbidden?: ForbiddenRoute;
  private whenEmpty?: () => void;
  private readonly waiters = new RoomWaiters(() => this.inFlight.size === 0);
  private answeredAt = performance.now();
  private silent = false;
  private waiting = 0;

  /**
   * @param channel where the answers come from.
   * @param writer the only one that publishes on that channel.
   * @param timeoutMs how long a sender waits for its answer.
   * @param onLate called for each answer that comes after the sender's deadline.
   * @param onSilent called when nothing at all was answered for as long as a sender waits.
   */
  constructor(
    channel: ConfirmChannel,
    private readonly writer: Pick<MessageWriter, 'write'>,
    private readonly timeoutMs: number,
    private readonly onLate: (message: OutgoingMessage, outcome: SendOutcome['kind']) => void,
    private readonly onSilent: () => void = () => undefined,
  ) {
    channel.on('ack', ({ deliveryTag, multiple }) =>
      this.answer(deliveryTag, multiple, (message) =>
        message.returned ? { kind: 'unroutable' } : { kind: 'confirmed' },
      ),
    );
    channel.on('nack', ({ deliveryTag, multiple }) =>
      this.answer(deliveryTag, multiple, () => ({
        kind: 'refused',
        reason: 'the broker refused it',
        isNacked: true,
      })),
    );
    channel.on('return', (message) => this.markReturned(message));
    // The reason comes as an error before the close; without one the connection was lost.
    channel.once('error', ({ message }: Error) => {
      this.closedBecause = message;
      this.forbidden = readForbiddenRoute(message);
    });
    channel.once('close', () => this.abandon());
  }

  /** How many messages wait for an answer. */
  get size(): number {
    return this.inFlight.size;
  }

  /** Whether nothing at all was answered for as long as a sender waits, and nothing since. */
  get isSilent(): boolean {
    return this.silent;
  }

  /** When the sender of the oldest unanswered message stops to wait, by `performance.now()`. */
  get oldestDeadline(): number | undefined {
    return this.inFlight.values().next().value?.deadline;
  }

  /** How many senders wait for an answer: those whose deadline has passed do not. */
  get waitingCount(): number {
    return this.waiting;
  }

  /** Is silent until something is answered, as if a sender had waited in vain. */
  expectSilence(): void {
    this.silent = true;
    this.onSilent();
  }

  /**
   * Sends, and resolves with what became of it, after the timeout at the latest.
   *
   * @throws Error when AMQP cannot carry the message, IllegalOperationError when the channel is
   * closed: nothing was sent.
   */
  send(message: OutgoingMessage): Promise<SendOutcome> {
    this.writer.write(message);
    this.lastNumber += 1;
    const number = this.lastNumber;
    const deadline = performance.now() + this.timeoutMs;
    this.sweeper ??= setTimeout(() => this.sweep(), this.timeoutMs);
    this.waiting += 1;
    return new Promise((settle) => {
      this.inFlight.set(number, { message, returned: false, deadline, settle });
    });
  }

  /** Resolves when every publish has its answer. */
  async drained(): Promise<void> {
    if (this.inFlight.size > 0) await new Promise<void>((resolve) => (this.whenEmpty = resolve));
  }

  /** Resolves when a message is settled, which wakes one waiting sender, or when none is in flight. */
  async oneSettled(): Promise<void> {
    if (this.inFlight.size > 0) await this.waiters.wait();
  }

  private answer(
    deliveryTag: number,
    multiple: boolean,
    outcomeOf: (message: InFlight) => SendOutcome,
  ): void {
    this.answeredAt = performance.now();
    this.silent = false;
    if (!multiple) return this.settle(deliveryTag, outcomeOf);
    for (const number of this.inFlight.keys()) {
      if (number > deliveryTag) break;
      this.settle(number, outcomeOf);
    }
  }

  private settle(number: number, outcomeOf: (message: InFlight) => SendOutcome): void {
    const message = this.inFlight.get(number);
    if (message === undefined) return;
    this.inFlight.delete(number);
    const outcome = outcomeOf(message);
    if (message.settle) {
      this.waiting -= 1;
      message.settle(outcome);
    } else if (outcome.kind !== 'unknown') this.onLate(message.message, outcome.kind);
    this.waiters.wakeFirst();
    if (this.inFlight.size > 0) return;
    this.whenEmpty?.();
    setImmediate(() => this.waiters.wakeWhileEmpty());
  }

  /**
   * Settles those whose deadline has passed as `unknown`; they stay in the window, since the broker may
   * still answer. One timer serves all: deadlines pass in the order of sending.
   */
  private sweep(): void {
    this.sweeper = undefined;
    const now = performance.now();
    for (const message of this.inFlight.values()) {
      if (message.settle === undefined) continue;
      if (message.deadline > now) {
        this.sweeper = setTimeout(() => this.sweep(), Math.ceil(message.deadline - now));
        return;
      }
      this.waiting -= 1;
      message.settle({ kind: 'unknown', reason: 'the broker did not answer in time' });
      message.settle = undefined;
      this.noticeSilence(message.deadline - this.timeoutMs);
    }
  }

  private noticeSilence(sentAt: number): void {
    if (this.silent || this.answeredAt > sentAt) return;
    this.silent = true;
    this.onSilent();
  }

  /** Messages of the same id and route come back in the order they were sent. */
  private markReturned(returned: Message): void {
    for (const each of this.inFlight.values()) {
      if (each.returned || !isReturnOf(returned, each.message)) continue;
      each.returned = true;
      return;
    }
  }

  private abandon(): void {
    clearTimeout(this.sweeper);
    for (const number of [...this.inFlight.keys()]) {
      this.settle(number, ({ message }) => ({
        kind: 'unknown',
        reason: this.closedBecause,
        ...(this.forbidden && forbids(this.forbidden, message) && { isForbidden: true }),
      }));
    }
  }
}
