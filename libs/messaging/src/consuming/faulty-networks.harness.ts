import { TcpProxy } from '@warren/testing';
import { connect, type ChannelModel, type ConfirmChannel } from 'amqplib';

/** The networks of one worker process, which can fail, and a client beside it on one that never does. */
export class FaultyNetworks {
  private constructor(
    /** Between the consumers and the broker. */
    readonly proxy: TcpProxy,
    /** Between the publisher of copies and the broker. */
    readonly publisherProxy: TcpProxy,
    private readonly raw: ChannelModel,
    readonly channel: ConfirmChannel,
  ) {}

  static async open(url: string): Promise<FaultyNetworks> {
    const [proxy, publisherProxy, raw] = await Promise.all([
      TcpProxy.start(url),
      TcpProxy.start(url),
      connect(url),
    ]);
    // A broker that is killed on purpose ends this connection too.
    raw.on('error', () => undefined);
    return new FaultyNetworks(proxy, publisherProxy, raw, await raw.createConfirmChannel());
  }

  /** Cuts every connection of the process, as a network that fails does. */
  cut(): void {
    this.proxy.cut();
    this.publisherProxy.cut();
  }

  /** Cuts every connection, and lets none be opened again. */
  refuse(): void {
    this.proxy.mode = 'refuse';
    this.publisherProxy.mode = 'refuse';
    this.cut();
  }

  async close(): Promise<void> {
    await this.raw.close().catch(() => undefined);
    await Promise.all([this.proxy.close(), this.publisherProxy.close()]);
  }
}
