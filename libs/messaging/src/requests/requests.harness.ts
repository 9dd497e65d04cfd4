import { command, defineTopology, type Topology } from '@warren/model';
import { Lifecycle, Readiness } from '@warren/platform';
import { TcpProxy, waitFor, type Vhost } from '@warren/testing';
import { connect, type ChannelModel, type ConfirmChannel, type ConsumeMessage } from 'amqplib';
import { IsString } from 'class-validator';
import { firstValueFrom } from 'rxjs';
import { ConsumingConfig } from '../handlers/consuming.config';
import { twoQueues } from '../consuming/two-queues.harness';
import { MessagingConfig } from '../amqp/connection/messaging.config';
import { ConfirmPublisher } from '../amqp/confirms/confirm-publisher';
import { TopologyKeeper } from '../amqp/declaring/topology-keeper';
import { CommandClient } from './client/command-client';
import { CommandRecord } from './client/command-record';
import type { CommandContext } from './command-context';
import { CommandServer } from './server/command-server';

class EchoDto {
  @IsString()
  readonly text!: string;
}

/** One command, `echo`, and a queue for replies. */
export const echoTopology: Topology = defineTopology({
  ...twoQueues({}),
  replyQueues: [{ name: 'replies', messageTtlMs: 60_000, maxLength: 100 }],
  commands: {
    ...twoQueues({}).commands,
    all: [command('echo', { data: EchoDto })],
    longestMs: 20_000,
    waitingLimit: 50,
  },
});

type EchoHandler = (data: EchoDto, context: CommandContext) => Promise<unknown>;

/** What both kinds of process have. */
class ProcessHarness {
  readonly readiness = new Readiness();
  readonly config: MessagingConfig;
  readonly publisher: ConfirmPublisher;

  constructor(
    readonly proxy: TcpProxy,
    settings: Partial<MessagingConfig>,
  ) {
    this.config = Object.assign(new MessagingConfig(), { url: proxy.url, ...settings });
    const keeper = new TopologyKeeper(echoTopology, this.config);
    this.publisher = new ConfirmPublisher(this.config, keeper, new Lifecycle(), this.readiness);
    this.publisher.onApplicationBootstrap();
  }

  async ready(): Promise<void> {
    await waitFor('the process', () => this.readiness.report().ready);
  }

  /** To the broker it is as if the process were killed: all is cut, and it never reconnects. */
  kill(): void {
    this.proxy.mode = 'refuse';
    this.proxy.cut();
  }
}

/** A process that serves `echo`, behind a network that can fail. */
export class ServingHarness extends ProcessHarness {
  readonly handle = jest.fn<ReturnType<EchoHandler>, Parameters<EchoHandler>>();
  readonly server: CommandServer;

  private constructor(proxy: TcpProxy, settings: Partial<MessagingConfig>) {
    super(proxy, settings);
    this.handle.mockImplementation(({ text }) => Promise.resolve(text));
    const options = {
      topology: echoTopology,
      messaging: this.config,
      consuming: new ConsumingConfig(),
    };
    this.server = new CommandServer(options, this.publisher, this.readiness);
    this.server.addHandler('echo', (data: EchoDto, context: CommandContext) =>
      this.handle(data, context),
    );
    this.server.listen((error) => {
      if (error) throw error as Error;
    });
  }

  static async start(
    vhost: Vhost,
    settings: Partial<MessagingConfig> = {},
  ): Promise<ServingHarness> {
    const harness = new ServingHarness(await TcpProxy.start(vhost.url), settings);
    await harness.ready();
    return harness;
  }

  /** The contexts that the handler was given, in order. */
  get contexts(): CommandContext[] {
    return this.handle.mock.calls.map(([, context]) => context);
  }

  /** Lets every handler that runs wait until the function that this gives is called. */
  hold(): () => void {
    let release = (): void => undefined;
    const released = new Promise<void>((resolve) => (release = resolve));
    this.handle.mockImplementation(async ({ text }) => {
      await released;
      return text;
    });
    return release;
  }

  /** Stops as a process does on SIGTERM. */
  async stop(): Promise<void> {
    await this.server.close();
    await this.publisher.onApplicationShutdown();
    await this.proxy.close();
  }
}

/** A process that asks for commands, behind a network that can fail. */
export class AskingHarness extends ProcessHarness {
  readonly client: CommandClient;

  private constructor(proxy: TcpProxy, settings: Partial<MessagingConfig>) {
    super(proxy, settings);
    const { config, publisher, readiness } = this;
    this.client = new CommandClient(echoTopology, config, publisher, readiness);
    this.client.onApplicationBootstrap();
  }

  static async start(
    vhost: Vhost,
    settings: Partial<MessagingConfig> = {},
  ): Promise<AskingHarness> {
    const harness = new AskingHarness(await TcpProxy.start(vhost.url), settings);
    await harness.ready();
    return harness;
  }

  /** The answer, or `<code>` of the problem with its fields. */
  ask(text: unknown, timeoutMs = 15_000, pattern = 'echo'): Promise<unknown> {
    const record = new CommandRecord({ text }, { timeoutMs });
    return firstValueFrom(this.client.send<unknown>(pattern, record)).catch((error: unknown) => {
      const { code, fields } = error as { code?: string; fields?: object };
      if (code === undefined) throw error;
      return { problem: code, ...fields };
    });
  }

  async stop(): Promise<void> {
    await this.client.beforeApplicationShutdown();
    await this.client.onApplicationShutdown();
    await this.publisher.onApplicationShutdown();
    await this.proxy.close();
  }
}

/** A client of the broker itself, on a network that never fails. */
export class RawClient {
  private constructor(
    readonly connection: ChannelModel,
    readonly channel: ConfirmChannel,
  ) {}

  static async open(url: string): Promise<RawClient> {
    const connection = await connect(url);
    connection.on('error', () => undefined);
    return new RawClient(connection, await connection.createConfirmChannel());
  }

  async publish(queue: string, body: string, options: object): Promise<void> {
    this.channel.sendToQueue(queue, Buffer.from(body), options);
    await this.channel.waitForConfirms();
  }

  /** Everything that comes to the direct reply address of this client from now on. */
  async replies(): Promise<ConsumeMessage[]> {
    const got: ConsumeMessage[] = [];
    await this.channel.consume('amq.rabbitmq.reply-to', (each) => void (each && got.push(each)), {
      noAck: true,
    });
    return got;
  }

  /** How many messages wait in the queue of commands; those that run do not count. */
  async depth(queue: string): Promise<number> {
    return (await this.channel.checkQueue(queue)).messageCount;
  }

  async close(): Promise<void> {
    await this.connection.close().catch(() => undefined);
  }
}
