/** By the numbers of AMQP 0-9-1: class times 65,536, and method; a content header has its class only. */
const BASIC_DELIVER = 0x3c_003c;
const CONTENT_HEADER = 60;

/** What amqplib makes of a frame; the body of a message has no id. */
export interface ReceivedFrame {
  readonly channel: number;
  readonly id?: number;
  readonly fields?: { readonly consumerTag?: unknown };
}

/** The channels of a connection by number, as amqplib keeps them; null for one that is closed. */
export type OpenChannels = Readonly<
  Record<number, { channel: { consumers?: ReadonlyMap<unknown, unknown> } } | null | undefined>
>;

/**
 * Finds frames that nothing on a connection waits for.
 *
 * RabbitMQ 4.3 sends deliveries behind the end of their consumer or channel, and amqplib would close
 * the connection for one, with everything on it. None is lost by passing it over: the broker requeues
 * what is not settled when it closes the channel.
 */
export class StrayFrames {
  /** Those on which the rest of a stray delivery is still to come. */
  private readonly within = new Set<number>();

  constructor(private readonly channels: OpenChannels) {}

  /** To be asked of each frame once, in order. */
  isStray({ channel, fields, id }: ReceivedFrame): boolean {
    const isRest = id === undefined || id === CONTENT_HEADER;
    if (!isRest) this.within.delete(channel);
    const open = this.channels[channel]?.channel;
    if (id === BASIC_DELIVER && !open?.consumers?.has(fields?.consumerTag)) {
      this.within.add(channel);
      return true;
    }
    return open === undefined || (isRest && this.within.has(channel));
  }
}
