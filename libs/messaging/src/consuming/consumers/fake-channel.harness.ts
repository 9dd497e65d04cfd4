import { EventEmitter } from 'node:events';
import type { Channel, ConsumeMessage } from 'amqplib';
import { watchChannel, type WatchedChannel } from './watch-channel';

type Receive = (message: ConsumeMessage | null) => void;

/** A channel whose broker answers when the test says so, and that counts what is settled. */
export class FakeChannel extends EventEmitter {
  readonly ack = jest.fn();
  readonly nack = jest.fn();
  readonly prefetch = jest.fn<Promise<object>, [number]>(() => Promise.resolve({}));
  readonly cancel = jest.fn<Promise<void>, [string]>(() => Promise.resolve());
  readonly consume = jest.fn((queue: string, receive: Receive) => {
    this.receive = receive;
    return new Promise<object>((resolve, reject) => {
      this.consent = () => resolve({ consumerTag: queue });
      this.refuse = reject;
    });
  });
  /** Answers the last `consume`. */
  consent!: () => void;
  refuse!: (error: Error) => void;
  /** What the broker sends to the last consumer; null ends it. */
  receive!: Receive;

  watched(): WatchedChannel {
    return watchChannel(this as unknown as Channel);
  }
}

/** A delivery as it comes on a channel; `count`: how often it came back, as the broker says. */
export function delivery(redelivered = false, count = 0): ConsumeMessage {
  return {
    content: Buffer.from('{}'),
    fields: { deliveryTag: 1, redelivered },
    properties: { messageId: 'm1', headers: { 'x-delivery-count': count } },
  } as unknown as ConsumeMessage;
}
