import {
  after,
  bind,
  defineTopology,
  EventDto,
  exchange,
  queue,
  type Topology,
} from '@warren/contracts';
import { Lifecycle, Readiness } from '@warren/platform';
import { createVhost, TcpProxy, waitFor, type Vhost } from '@warren/testing';
import { connect, type Channel, type ChannelModel, type ConfirmChannel } from 'amqplib';
import { Journal, type ProcessedRecord } from '../journal/journal';
import { MessagingConfig } from '../messaging.config';
import { ConfirmPublisher } from '../publishing/confirm-publisher';
import { TopologyKeeper } from '../topology/topology-keeper';
import { Consumers } from './consumers';
import { DeliveryProcessor } from './delivery-processor';
import type { HandlerFinder } from './handler-finder';
import type { Handler } from './handles.decorator';

const direct = exchange('e.direct', 'direct');
const first = queue('first', {
  event: EventDto,
  from: [bind(direct, 'both')],
  retry: after('200ms', '300ms'),
});
const second = queue('second', { event: EventDto, from: [bind(direct, 'both')] });

/** Two queues, both bound to `e.direct` by `both`; the first retries twice, quickly. */
const topology: Topology = defineTopology({
  exchanges: [direct],
  queues: [first, second],
  replyQueues: [],
  routes: { direct: { exchange: direct } },
  deadLetters: { exchange: exchange('dead', 'fanout'), queue: 'dead' },
  delays: {
    prefix: 'delay',
    delivery: exchange('delay.delivery', 'topic'),
    levels: 14,
    unitMs: 100,
  },
});

/** A journal whose records can be seen, and which can be broken. */
class RememberingJournal extends Journal {
  readonly records: ProcessedRecord[] = [];
  isBroken = false;

  append(record: ProcessedRecord): Promise<void> {
    if (this.isBroken) return Promise.reject(new Error('the journal is away'));
    this.records.push(record);
    return Promise.resolve();
  }
}

/** A dead letter as it lies in its queue. */
export interface DeadLetter {
  readonly id: unknown;
  readonly body: string;
  readonly headers: Record<string, unknown>;
}

/** The consumers of two queues on a virtual host of their own, behind a network that can fail. */
export class ConsumingHarness {
  readonly journal = new RememberingJournal();
  readonly readiness = new Readiness();
  readonly handle = jest.fn<ReturnType<Handler>, Parameters<Handler>>();
  readonly handleSecond = jest.fn<ReturnType<Handler>, Parameters<Handler>>();
  readonly config: MessagingConfig;
  readonly publisher: ConfirmPublisher;
  readonly consumers: Consumers;

  private constructor(
    readonly vhost: Vhost,
    readonly proxy: TcpProxy,
    private readonly raw: ChannelModel,
    /** A client beside them, on a network that never fails. */
    readonly channel: ConfirmChannel,
  ) {
    this.config = Object.assign(new MessagingConfig(), { rabbitmqUrl: proxy.url });
    const { config, readiness } = this;
    const keeper = new TopologyKeeper(topology, config);
    this.publisher = new ConfirmPublisher(config, keeper, new Lifecycle(), readiness);
    const finder = {
      findAll: () => [
        { name: 'First.run', queue: first, handle: this.handle },
        { name: 'Second.run', queue: second, handle: this.handleSecond },
      ],
    } as unknown as HandlerFinder;
    const processor = new DeliveryProcessor(this.journal, this.publisher, topology);
    this.consumers = new Consumers(finder, processor, this.publisher, config, readiness);
  }

  /** Starts them and resolves when they are ready. */
  static async start(): Promise<ConsumingHarness> {
    const vhost = await createVhost();
    const proxy = await TcpProxy.start(vhost.url);
    const raw = await connect(vhost.url);
    const harness = new ConsumingHarness(vhost, proxy, raw, await raw.createConfirmChannel());
    harness.publisher.onApplicationBootstrap();
    await harness.consumers.onApplicationBootstrap();
    await waitFor('the consumers', () => harness.readiness.report().ready);
    return harness;
  }

  async stop(): Promise<void> {
    await this.consumers.beforeApplicationShutdown();
    await this.publisher.onApplicationShutdown();
    await this.raw.close();
    await this.proxy.close();
    await this.vhost.remove();
  }

  /** Publishes to both queues, or to one by its name, and waits until the broker has it. */
  async publish(key: 'both' | 'first', body: string, options: object = {}): Promise<void> {
    const target = key === 'both' ? direct.name : '';
    this.channel.publish(target, key, Buffer.from(body), options);
    await this.channel.waitForConfirms();
  }

  /** The channel that the deliveries of a queue come on now. */
  async consumerChannel(queue: 'first' | 'second'): Promise<Channel> {
    const managed = this.consumers['connection']?.managedChannels[queue];
    return new Promise((resolve) => void managed?.addSetup((each: Channel) => resolve(each)));
  }

  /** How many messages wait in a queue; those being handled do not count. */
  async depth(name: string): Promise<number> {
    return (await this.channel.checkQueue(name)).messageCount;
  }

  /** The dead letter, once there is exactly one. */
  async deadLetter(): Promise<DeadLetter> {
    await waitFor('a dead letter', async () => (await this.depth('dead')) === 1);
    const message = await this.channel.get('dead');
    if (!message) throw new Error('the dead-letter queue is empty');
    return {
      id: message.properties.messageId as unknown,
      body: message.content.toString(),
      headers: message.properties.headers ?? {},
    };
  }
}

/** The bytes of a valid event. */
export function event(id: string): string {
  return JSON.stringify({ id, tipo: 'T', payload: {} });
}
