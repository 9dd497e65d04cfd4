import type { Queue, Topology } from '@warren/model';
import { Lifecycle, Readiness } from '@warren/platform';
import { createVhost, waitFor, type TcpProxy, type Vhost } from '@warren/testing';
import type { Channel, ChannelModel, ConfirmChannel } from 'amqplib';
import type { Journal } from '../journal/journal';
import { MessagingConfig } from '../amqp/connection/messaging.config';
import { ConfirmPublisher } from '../amqp/confirms/confirm-publisher';
import { TopologyKeeper } from '../amqp/declaring/topology-keeper';
import type { ConsumerWatchdog } from './consumer-watchdog';
import { ConsumerOperations, type ConsumerView } from './consumer-operations';
import { Consumers } from './consumers';
import { DeliveryProcessor } from './deliveries/delivery-processor';
import { FaultyNetworks } from './faulty-networks.harness';
import { composeHandler } from '../handlers/compose-handler';
import type { HandlerFinder } from '../handlers/handler-finder';
import type { BatchHandler, Handler } from '../handlers/handles.decorator';
import type { FoundHandler } from '../handlers/match-handlers';
import type { QueueHandler } from '../messages/queue-handler';
import { RememberingJournal } from './remembering-journal.harness';
import { direct, twoQueues, type FirstQueue } from './two-queues.harness';

/** A dead letter as it lies in its queue. */
export interface DeadLetter {
  readonly id: unknown;
  readonly body: string;
  readonly headers: Record<string, unknown>;
}

/** Where a harness runs when not on a virtual host of its own, and its options. */
export interface HarnessPlace {
  /** The test that made it removes it. */
  readonly vhost?: Vhost;
  readonly settings?: Partial<MessagingConfig>;
  /** One that several share, as workers share theirs. Default: one of its own. */
  readonly journal?: RememberingJournal;
  /** The journal of a process as it really is, in place of that one, which stays empty. */
  readonly stream?: Journal;
}

/** The consumers of two queues, as one worker process has them, behind a network that can fail. */
export class ConsumingHarness {
  readonly journal: RememberingJournal;
  readonly readiness = new Readiness();
  readonly handle = jest.fn<ReturnType<Handler>, Parameters<Handler>>();
  /** Of the first queue, when it takes batches. */
  readonly handleBatch = jest.fn<ReturnType<BatchHandler>, Parameters<BatchHandler>>();
  readonly handleSecond = jest.fn<ReturnType<Handler>, Parameters<Handler>>();
  readonly config: MessagingConfig;
  readonly publisher: ConfirmPublisher;
  readonly consumers: Consumers;
  readonly operations: ConsumerOperations;
  /** Between the consumers and the broker. */
  readonly proxy: TcpProxy;
  /** Between the publisher of copies and the broker. */
  readonly publisherProxy: TcpProxy;
  /** A client beside them, on a network that never fails. */
  readonly channel: ConfirmChannel;

  private constructor(
    readonly vhost: Vhost,
    private readonly networks: FaultyNetworks,
    topology: Topology,
    private readonly place: HarnessPlace,
  ) {
    const { journal = new RememberingJournal(), settings = {}, stream = journal } = place;
    this.journal = journal;
    const { channel, proxy, publisherProxy } = networks;
    this.proxy = proxy;
    this.publisherProxy = publisherProxy;
    this.channel = channel;
    this.config = configFor(proxy, settings);
    const { config, readiness } = this;
    const publisherConfig = configFor(publisherProxy, settings);
    const keeper = new TopologyKeeper(topology, publisherConfig);
    this.publisher = new ConfirmPublisher(publisherConfig, keeper, new Lifecycle(), readiness);
    const handlers = topology.queues.map((each) => this.composeFor(each));
    const finder = { findAll: () => handlers } as unknown as HandlerFinder;
    const processor = new DeliveryProcessor(stream, this.publisher, topology);
    this.consumers = new Consumers(finder, processor, this.publisher, config, readiness);
    this.operations = new ConsumerOperations(this.consumers);
  }

  /** Starts them and resolves when they are ready. */
  static async start(first: FirstQueue = {}, place: HarnessPlace = {}): Promise<ConsumingHarness> {
    const harness = await ConsumingHarness.launch(first, place);
    await harness.ready();
    return harness;
  }

  /** Starts them and does not wait until they are ready. */
  static async launch(first: FirstQueue = {}, place: HarnessPlace = {}): Promise<ConsumingHarness> {
    const vhost = place.vhost ?? (await createVhost());
    const networks = await FaultyNetworks.open(vhost.url);
    const harness = new ConsumingHarness(vhost, networks, twoQueues(first), place);
    harness.publisher.onApplicationBootstrap();
    await harness.consumers.onApplicationBootstrap();
    return harness;
  }

  /** Stops as a process does on SIGTERM, and removes what it was given for itself. */
  async stop(): Promise<void> {
    await this.consumers.beforeApplicationShutdown();
    await this.publisher.onApplicationShutdown();
    await this.networks.close();
    if (!this.place.vhost) await this.vhost.remove();
  }

  /** Resolves when the publisher is connected and both queues have their consumer. */
  async ready(): Promise<void> {
    await waitFor('the consumers', () => this.readiness.report().ready);
  }

  /** Cuts every connection of the process, as a network that fails does. */
  cut(): void {
    this.networks.cut();
  }

  /** To the broker it is as if the process were killed: all is cut, and it never reconnects. */
  kill(): void {
    this.networks.refuse();
  }

  /** What the consumer of the first queue says of itself. */
  get first(): ConsumerView {
    return this.operations.list()[0] as ConsumerView;
  }

  /** Publishes to both queues, or to one by its name, and waits until the broker has it. */
  async publish(key: 'both' | 'first', body: string, options: object = {}): Promise<void> {
    const target = key === 'both' ? direct.name : '';
    this.channel.publish(target, key, Buffer.from(body), options);
    await this.channel.waitForConfirms();
  }

  /** Publishes events to the first queue, each with its message id as its own id. */
  async publishAll(ids: readonly string[]): Promise<void> {
    for (const id of ids) {
      this.channel.publish('', 'first', Buffer.from(event(id)), { messageId: id });
    }
    await this.channel.waitForConfirms();
  }

  /** The channel that the deliveries of a queue come on now. */
  async consumerChannel(queue: 'first' | 'second'): Promise<Channel> {
    return waitFor(`the channel of ${queue}`, () => {
      const consumer = this.consumers.all.find((each) => each.queue === queue);
      const on = consumer?.['intake'].channel;
      return on?.gone.aborted === false ? on.channel : undefined;
    });
  }

  /** Lets the watchdog look so often from now on, in milliseconds. */
  watchEvery(everyMs: number): void {
    const { watchdog, connection } = this.consumers as unknown as {
      watchdog: ConsumerWatchdog;
      connection: { managedConnection: { connection: ChannelModel } };
    };
    Object.assign(watchdog, { everyMs });
    watchdog.watch(connection.managedConnection.connection);
  }

  /** How many messages wait in a queue; those being handled do not count. */
  async depth(name: string): Promise<number> {
    return (await this.channel.checkQueue(name)).messageCount;
  }

  /** The dead letter, once there is exactly one; it is taken out of its queue. */
  async deadLetter(): Promise<DeadLetter> {
    await waitFor('a dead letter', async () => (await this.depth('dead')) === 1);
    const message = await this.channel.get('dead', { noAck: true });
    if (!message) throw new Error('the dead-letter queue is empty');
    return {
      id: message.properties.messageId as unknown,
      body: message.content.toString(),
      headers: message.properties.headers ?? {},
    };
  }

  private composeFor(declared: Queue): QueueHandler {
    const found: FoundHandler =
      declared.name === 'second'
        ? { name: 'Second.run', queue: declared, takes: 'each', handle: this.handleSecond }
        : declared.batch
          ? { name: 'First.run', queue: declared, takes: 'batch', handle: this.handleBatch }
          : { name: 'First.run', queue: declared, takes: 'each', handle: this.handle };
    return composeHandler(found, { hasFailureLab: true });
  }
}

function configFor({ url }: TcpProxy, settings: Partial<MessagingConfig>): MessagingConfig {
  return Object.assign(new MessagingConfig(), { url, ...settings });
}

/** The bytes of a valid event. */
export function event(id: string): string {
  return JSON.stringify({ id, tipo: 'T', payload: {} });
}
