import type { Socket } from 'node:net';
import { readMethod, writeMethod, type MethodFields } from './amqp-codec';
import {
  FRAME_MAX,
  frameType,
  IncomingMessages,
  PROTOCOL_HEADER_BYTES,
  splitFrames,
  writeContent,
  writeFrame,
  type Frame,
} from './amqp-frames';
import { ChannelFault } from './channel-fault';
import type { MemoryBroker } from './memory-broker';
import { ServerChannel } from './server-channel';
import type { StoredMessage } from './stored-message';

const START = {
  ...{ versionMajor: 0, versionMinor: 9, locales: Buffer.from('en_US') },
  mechanisms: Buffer.from('PLAIN AMQPLAIN'),
  serverProperties: {
    product: 'Warren, in memory',
    // Whose rules it follows.
    version: '3.10',
    capabilities: {
      ...{ publisher_confirms: true, exchange_exchange_bindings: true, 'basic.nack': true },
      ...{ consumer_cancel_notify: true, 'connection.blocked': true },
    },
  },
};

/** One connection of a client, from its first bytes until it is closed. */
export class ServerConnection {
  private readonly channels = new Map<number, ServerChannel>();
  private readonly incoming = new IncomingMessages();
  private received: Buffer = Buffer.alloc(0);
  private hasBegun = false;

  /** @param onWork called when it has done what was asked for so far. */
  constructor(
    private readonly socket: Socket,
    private readonly broker: MemoryBroker,
    private readonly onWork: () => void,
  ) {
    socket.setNoDelay(true);
    socket.on('data', (bytes) => this.receive(bytes));
    // Its close follows.
    socket.on('error', () => undefined);
    socket.on('close', () => this.close());
  }

  private receive(bytes: Buffer): void {
    this.received = Buffer.concat([this.received, bytes]);
    if (!this.hasBegun) {
      if (this.received.length < PROTOCOL_HEADER_BYTES) return;
      this.hasBegun = true;
      this.received = this.received.subarray(PROTOCOL_HEADER_BYTES);
      this.send(0, 'ConnectionStart', START);
    }
    const { frames, rest } = splitFrames(this.received);
    this.received = rest;
    this.socket.cork();
    for (const frame of frames) this.handleFrame(frame);
    this.socket.uncork();
    this.onWork();
  }

  private handleFrame(frame: Frame): void {
    const { channel, payload, type } = frame;
    if (type === frameType.heartbeat) {
      this.socket.write(writeFrame(type, 0, Buffer.alloc(0)));
    } else if (type === frameType.method) {
      const { fields, id, name } = readMethod(payload);
      if (channel === 0) this.handle(name);
      else this.within(channel, id, () => this.handleOn(channel, name, fields));
    } else {
      const sent = this.incoming.add(frame);
      if (!sent) return;
      const publish = (): void => this.channels.get(channel)?.publish(sent.message, sent.mandatory);
      this.within(channel, 0, publish);
    }
  }

  private handle(method: string): void {
    if (method === 'ConnectionStartOk') {
      this.send(0, 'ConnectionTune', { channelMax: 2_047, frameMax: FRAME_MAX, heartbeat: 0 });
    } else if (method === 'ConnectionOpen') {
      this.send(0, 'ConnectionOpenOk', {});
    } else if (method === 'ConnectionClose') {
      this.close();
      this.send(0, 'ConnectionCloseOk', {});
      this.socket.end();
    }
  }

  private handleOn(number: number, method: string, fields: MethodFields): void {
    if (method === 'BasicPublish') return this.incoming.begin(number, fields);
    if (method === 'ChannelClose') {
      this.closeChannel(number);
      return this.send(number, 'ChannelCloseOk', {});
    }
    if (method === 'ChannelOpen') {
      const send = (name: string, own: object, content?: StoredMessage): void =>
        this.send(number, name, own, content);
      this.channels.set(number, new ServerChannel(this.broker, { connection: this, send }));
    }
    // What was sent on a channel that was closed meanwhile is passed over.
    this.channels.get(number)?.handle(method, fields);
  }

  /** Closes the channel for a fault, as RabbitMQ does. */
  private within(number: number, id: number, work: () => void): void {
    try {
      work();
    } catch (error) {
      if (!(error instanceof ChannelFault)) throw error;
      const { code, message } = error;
      this.closeChannel(number);
      const cause = { classId: id >>> 16, methodId: id & 0xffff };
      this.send(number, 'ChannelClose', { replyCode: code, replyText: message, ...cause });
    }
  }

  private closeChannel(number: number): void {
    const channel = this.channels.get(number);
    this.channels.delete(number);
    this.incoming.drop(number);
    channel?.close();
  }

  private close(): void {
    for (const number of [...this.channels.keys()]) this.closeChannel(number);
    const own = [...this.broker.queues.values()].filter(({ owner }) => owner === this);
    for (const { name } of own) this.broker.deleteQueue(name);
    this.onWork();
  }

  private send(channel: number, method: string, fields: object, content?: StoredMessage): void {
    if (this.socket.destroyed || this.socket.writableEnded) return;
    this.socket.write(writeMethod(method, channel, fields));
    if (content) this.socket.write(writeContent(channel, content.section, content.body));
  }
}
