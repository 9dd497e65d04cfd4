import type { Socket } from 'node:net';
import type { ConfirmChannel } from 'amqplib';
import type { OutgoingMessage } from '../../messages/outgoing-message';
import { ByteWriter } from '../../wire/byte-writer';
import { putMessage } from './put-message';

/** From here on a write is worth a system call of its own: the broker can begin meanwhile. */
const WORTH_WRITING_BYTES = 16 * 1_024;

/** What amqplib's channels and connections have without declaring it. */
interface Closable {
  /** Becomes a property of the object itself, which throws, when it closes or is closed. */
  readonly sendMessage: (fields: object, properties: object, content: Buffer) => unknown;
}
interface ChannelParts extends Closable {
  readonly ch: number;
  readonly connection: Closable & {
    readonly frameMax: number;
    readonly sendBytes: (bytes: Buffer) => void;
    readonly stream: Pick<Socket, 'writableNeedDrain' | 'once'>;
  };
  readonly pushConfirmCallback: (callback: false) => void;
}

/**
 * Writes messages to the broker on a confirm channel, in the place of amqplib's `publish`: those of
 * one turn of the event loop together, from one piece of memory. amqplib makes five buffers and a
 * write of each message, which cost more than anything else a publish does.
 *
 * What is written goes out by the end of the turn; no caller has to flush it. What
 * amqplib sends itself (heartbeats, acks, a close) comes between whole messages, as AMQP wants it.
 */
export class MessageWriter {
  private readonly parts: ChannelParts;
  private readonly bytes = new ByteWriter();
  private isScheduled = false;
  private isDraining = false;

  /** @throws Error when this amqplib has no longer what is needed of it. */
  constructor(channel: ConfirmChannel) {
    this.parts = readParts(channel);
  }

  /**
   * @throws Error when AMQP cannot carry the message, IllegalOperationError when the channel is closed:
   * nothing of it is sent.
   */
  write(message: OutgoingMessage): void {
    const { ch, connection } = this.parts;
    if (this.isClosed) this.parts.sendMessage({}, {}, message.body);
    putMessage(this.bytes, { number: ch, frameMax: connection.frameMax }, message);
    // amqplib counts the messages it expects an answer to.
    this.parts.pushConfirmCallback(false);
    if (this.bytes.size >= WORTH_WRITING_BYTES) return this.flush();
    if (this.isScheduled) return;
    this.isScheduled = true;
    setImmediate(() => {
      this.isScheduled = false;
      this.flush();
    });
  }

  private flush(): void {
    const { connection } = this.parts;
    if (connection.stream.writableNeedDrain) return this.flushWhenDrained();
    // A closed channel takes the connection down with it when something comes on it. Its messages are
    // in doubt then, as those that were sent.
    if (this.bytes.size > 0 && !this.isClosed) connection.sendBytes(this.bytes.take());
  }

  /** The socket is full; what amqplib has to send would not have its turn. */
  private flushWhenDrained(): void {
    if (this.isDraining) return;
    this.isDraining = true;
    this.parts.connection.stream.once('drain', () => {
      this.isDraining = false;
      this.flush();
    });
  }

  private get isClosed(): boolean {
    const { connection } = this.parts;
    return Object.hasOwn(this.parts, 'sendMessage') || Object.hasOwn(connection, 'sendMessage');
  }
}

function readParts(channel: object): ChannelParts {
  const { ch, connection, pushConfirmCallback, sendMessage } = channel as Partial<ChannelParts>;
  const { frameMax, sendBytes, sendMessage: ofConnection, stream } = connection ?? {};
  const numbers = [ch, frameMax].every((each) => typeof each === 'number');
  const methods = [pushConfirmCallback, sendMessage, sendBytes, ofConnection, stream?.once];
  if (numbers && methods.every((each) => typeof each === 'function')) {
    return channel as ChannelParts;
  }
  throw new Error('this version of amqplib is built differently: Warren cannot publish with it');
}
