import { EventEmitter } from 'node:events';
import { waitFor } from '@warren/testing';
import type { Channel, ConsumeMessage } from 'amqplib';
import { watchChannel, type WatchedChannel } from '../../amqp/subscriptions/watch-channel';

type Receive = (message: ConsumeMessage | null) => void;

/** A channel whose broker answers when the test says so, and that counts what is settled. */
export class FakeChannel extends EventEmitter {
  readonly ack = jest.fn();
  readonly nack = jest.fn();
  readonly close = jest.fn<Promise<void>, []>(() => Promise.resolve());
  readonly prefetch = jest.fn<Promise<object>, [number]>(() => Promise.resolve({}));
  readonly cancel = jest.fn<Promise<void>, [string]>(() => Promise.resolve());
  readonly consume = jest.fn((queue: string, receive: Receive) => {
    this.receive = receive;
    return new Promise<object>((resolve, reject) => {
      this.grant = () => resolve({ consumerTag: queue });
      this.refuse = reject;
    });
  });
  private grant!: () => void;
  private consents = 0;
  /** Refuses the last `consume`. */
  refuse!: (error: Error) => void;
  /** What the broker sends to the last consumer; null ends it. */
  receive!: Receive;

  /** Agrees to one `consume`, the next that it has not agreed to. */
  async consent(): Promise<void> {
    await waitFor('it to consume', () => this.consume.mock.calls.length > this.consents);
    this.consents += 1;
    this.grant();
  }

  watched(): WatchedChannel {
    return watchChannel(this as unknown as Channel);
  }
}

/** A delivery as it comes on a channel; `count`: how often it was returned, as the broker says. */
export function delivery(redelivered = false, count = 0, deliveryTag = 1): ConsumeMessage {
  return {
    content: Buffer.from('{}'),
    fields: { deliveryTag, redelivered },
    properties: { messageId: 'm1', headers: { 'x-delivery-count': count } },
  } as unknown as ConsumeMessage;
}
