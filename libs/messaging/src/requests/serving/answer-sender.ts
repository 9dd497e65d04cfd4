import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import type { ConfirmPublisher } from '../../publishing/confirm-publisher';
import type { OutgoingMessage } from '../../publishing/outgoing-message';
import { encodeAnswer, type Answer } from '../wire/answer';
import type { ReplyAddress } from '../wire/read-request';

const PAUSE_MS = 500;

/** Sends answers on the connection that messages are published on, apart from the commands. */
export class AnswerSender {
  private readonly logger = new Logger(AnswerSender.name);
  private readonly stopping = new AbortController();

  constructor(private readonly publisher: Pick<ConfirmPublisher, 'sendPatiently'>) {}

  /**
   * Resolves when the broker has confirmed the answer, or when it is of no use any more: its caller's
   * deadline has passed, or it cannot be sent at all. While the broker takes nothing, it is sent again.
   * A caller whose channel is gone is not noticed: the broker drops the answer.
   *
   * @throws Error when the sender is stopped first: the command is to be left to the broker.
   * @throws TypeError when the answer is not JSON: nothing was sent.
   */
  async send(address: ReplyAddress, answer: Answer, deadline: number): Promise<void> {
    const message = toMessage(address, encodeAnswer(answer, address.correlationId));
    const about = { correlationId: address.correlationId };
    for (;;) {
      this.stopping.signal.throwIfAborted();
      try {
        const { kind } = await this.publisher.sendPatiently(message);
        if (kind === 'confirmed') return;
      } catch (error) {
        // What the caller wrote there cannot be written again.
        this.logger.warn({ ...about, err: error }, 'an answer cannot be sent');
        return;
      }
      if (Date.now() >= deadline) {
        this.logger.warn(about, 'an answer could not be sent before its deadline');
        return;
      }
      await wait(PAUSE_MS, undefined, { signal: this.stopping.signal });
    }
  }

  /** Gives up what is not confirmed yet. */
  stop(): void {
    this.stopping.abort();
  }
}

/**
 * It is not mandatory: the broker gives every such answer to a direct reply address back, also those
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
      mandatory: false,
    },
  };
}
