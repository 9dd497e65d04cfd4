import { randomUUID } from 'node:crypto';
import { readProperties, writeProperties } from './amqp-codec';
import type { MemoryBroker } from './memory-broker';
import type { MemoryQueue } from './memory-queue';
import type { StoredMessage } from './stored-message';

/** What a client consumes to get direct replies, and what their address begins with. */
export const DIRECT_REPLY = 'amq.rabbitmq.reply-to';

/** The direct replies of one channel: a queue that is deleted with its connection. */
export class DirectReplies {
  private address?: string;

  /** @param connection what stands for it. */
  constructor(
    private readonly broker: Pick<MemoryBroker, 'declareQueue'>,
    private readonly connection: object,
  ) {}

  open(): MemoryQueue {
    this.address = `${DIRECT_REPLY}.${randomUUID()}`;
    return this.broker.declareQueue(this.address, {}, this.connection);
  }

  /** The message with the address in place of the name for it. */
  addressed(message: StoredMessage): StoredMessage {
    const properties = readProperties(message.section);
    if (properties.replyTo !== DIRECT_REPLY || this.address === undefined) return message;
    const section = writeProperties({ ...properties, replyTo: this.address });
    return { ...message, section };
  }
}
