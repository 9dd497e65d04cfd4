import type { Channel, ChannelModel, ConsumeMessage } from 'amqplib';
import { isBrokerFault } from '../../amqp/connection/broker-fault';
import { consumerTag } from '../../amqp/connection/name-connection';
import type { StreamCursor, StreamOffset } from './stream-cursor';

/** How soon after its consent the broker closes the connection at an entry that was asked for alone. */
const REFUSED_WITHIN_MS = 5_000;

/** One subscription to a stream, and what became of it. It has its connection for itself. */
export class StreamSubscription {
  /** Whether the entry that was asked for alone has come. */
  isDone = false;
  /** When the broker agreed to it, and when it closed the connection for a fault of its own. */
  private grantedAt?: number;
  private faultAt?: number;

  constructor(
    private readonly connection: ChannelModel,
    private readonly channel: Channel,
    readonly request: StreamCursor['request'],
  ) {
    channel.on('close', () => this.end());
    connection.on('error', (error: Error) => {
      if (isBrokerFault(error)) this.faultAt = performance.now();
    });
  }

  /** Whether the broker agreed to it and then closed the connection at an entry. */
  get isRefused(): boolean {
    const { faultAt, grantedAt } = this;
    if (grantedAt === undefined || faultAt === undefined) return false;
    return !this.request.isAlone || faultAt - grantedAt <= REFUSED_WITHIN_MS;
  }

  /** Resolves when the broker agrees. It sends `prefetch` entries ahead of those that are acknowledged. */
  async begin(
    queue: string,
    prefetch: number,
    receive: (message: ConsumeMessage) => void,
  ): Promise<void> {
    await this.channel.prefetch(this.request.isAlone ? 1 : prefetch);
    await this.channel.consume(
      queue,
      // The broker ends a consumer when the stream is deleted.
      (message) => (message === null ? this.end() : receive(message)),
      {
        arguments: { 'x-stream-offset': offsetArgument(this.request.from) },
        consumerTag: consumerTag(queue),
      },
    );
    this.grantedAt = performance.now();
  }

  /** Ends it with the entry that was asked for alone. */
  noteEntry(offset: number): void {
    const { from, isAlone } = this.request;
    if (!isAlone || offset < (from as number)) return;
    this.isDone = true;
    this.end();
  }

  /** Of a stream an ack takes nothing away: it asks for more. */
  acknowledge(message: ConsumeMessage): void {
    if (this.isDone) return;
    try {
      this.channel.ack(message, true);
    } catch {
      // The channel is closed; the next one begins behind what was read.
    }
  }

  /** Closes the connection: the next one begins behind what was read. */
  private end(): void {
    void this.connection.close().catch(() => undefined);
  }
}

/** Where to begin, as an argument of `basic.consume`. */
function offsetArgument(from: StreamOffset): unknown {
  if (!(from instanceof Date)) return from;
  return { '!': 'timestamp', value: Math.floor(from.getTime() / 1_000) };
}
