import type { ConfirmChannel, Message } from 'amqplib';
import type { OutgoingMessage } from './outgoing-message';

/** What became of one message that was handed to the broker. */
export type SendOutcome =
  | { readonly kind: 'confirmed' }
  | { readonly kind: 'unroutable' }
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'unknown'; readonly reason: string };

interface InFlight {
  readonly messageId: string;
  returned: boolean;
  settle?: (outcome: SendOutcome) => void;
  timer: NodeJS.Timeout;
}

/**
 * The messages of one confirm channel that the broker has not answered yet.
 *
 * The broker answers a publish with an ack or nack by its number on the channel, and sends a
 * mandatory message that no queue took back before that ack; a return carries no number, so it is
 * known by its message id. Lives as long as its channel: when that closes, what is in flight is
 * `unknown`.
 */
export class ConfirmWindow {
  private readonly inFlight = new Map<number, InFlight>();
  private lastNumber = 0;
  private whenEmpty?: () => void;

  /** @param onLate told of an answer that came after the sender's deadline. */
  constructor(
    private readonly channel: ConfirmChannel,
    private readonly onLate: (messageId: string, outcome: SendOutcome['kind']) => void,
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
      })),
    );
    channel.on('return', (message) => this.markReturned(message));
    channel.on('close', () => this.abandon());
  }

  /** How many messages wait for an answer. */
  get size(): number {
    return this.inFlight.size;
  }

  /**
   * Sends, and resolves with what became of it, after `timeoutMs` at the latest.
   *
   * @throws Error when amqplib cannot encode the message or the channel is closed: nothing was sent.
   */
  send(message: OutgoingMessage, timeoutMs: number): Promise<SendOutcome> {
    const { exchange, routingKey, body, properties } = message;
    this.channel.publish(exchange, routingKey, body, { ...properties, mandatory: true });
    this.lastNumber += 1;
    const number = this.lastNumber;
    return new Promise((settle) => {
      const timer = setTimeout(() => this.giveUp(number), timeoutMs);
      this.inFlight.set(number, {
        messageId: properties.messageId,
        returned: false,
        settle,
        timer,
      });
    });
  }

  /** Resolves when nothing waits for an answer any more. */
  async drained(): Promise<void> {
    if (this.inFlight.size > 0) await new Promise<void>((resolve) => (this.whenEmpty = resolve));
  }

  private answer(
    deliveryTag: number,
    multiple: boolean,
    outcomeOf: (message: InFlight) => SendOutcome,
  ): void {
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
    clearTimeout(message.timer);
    const outcome = outcomeOf(message);
    if (message.settle) message.settle(outcome);
    else this.onLate(message.messageId, outcome.kind);
    if (this.inFlight.size === 0) this.whenEmpty?.();
  }

  /** The sender hears `unknown` now; the message stays in the window, since the broker may answer. */
  private giveUp(number: number): void {
    const message = this.inFlight.get(number);
    message?.settle?.({ kind: 'unknown', reason: 'the broker did not answer in time' });
    if (message) message.settle = undefined;
  }

  /** Two messages of one id may be in flight; the broker returns them in the order they were sent. */
  private markReturned({ properties }: Message): void {
    for (const message of this.inFlight.values()) {
      if (message.messageId !== properties.messageId || message.returned) continue;
      message.returned = true;
      return;
    }
  }

  private abandon(): void {
    for (const number of [...this.inFlight.keys()]) {
      this.settle(number, () => ({
        kind: 'unknown',
        reason: 'the connection was lost before the broker answered',
      }));
    }
  }
}
